// --levels: one list for all corruptions, or lists for those named.

#include "pipeline/levels.hpp"

#include "core/error.hpp"
#include "units_of.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

using test::units_of;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

LevelChoice parsed(const std::string& text) { return parse_levels(text, "--levels"); }

std::string error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::string refusal_of(const std::string& text) {
  return error_of([&] { (void)parsed(text); });
}

std::vector<std::string> names_of(const std::string& corruptions, const std::string& levels) {
  std::vector<std::string> names;
  for (const Unit& unit : units_of(corruptions, levels)) names.push_back(unit.name());
  return names;
}

TEST(Levels, AreOneListForAll) {
  EXPECT_TRUE(parsed("0, 0.5").named.empty());
  EXPECT_THAT(*parsed("0, 0.5,1e3").common, ElementsAre(0.0, 0.5, 1000.0));
  EXPECT_FALSE(parsed("published").common.has_value());
}

TEST(Levels, AreListsForThoseNamed) {
  const LevelChoice choice =
      parsed("drop_event=0.05,0.95; time_jitter = published ;drop_area=0.5;");
  ASSERT_EQ(choice.named.size(), 3U);
  EXPECT_EQ(choice.named[0].first, "drop_event");
  EXPECT_THAT(*choice.named[0].second, ElementsAre(0.05, 0.95));
  EXPECT_EQ(choice.named[1].first, "time_jitter");
  EXPECT_FALSE(choice.named[1].second.has_value());
  EXPECT_THAT(*choice.named[2].second, ElementsAre(0.5));
}

TEST(Levels, RefuseWhatCannotBeRead) {
  EXPECT_THAT(refusal_of("0.5;0.6"), AllOf(HasSubstr("--levels: '0.5'"), HasSubstr("NAME=")));
  EXPECT_THAT(refusal_of("drop_event=0.5;;time_jitter=3"), HasSubstr("NAME="));
  EXPECT_THAT(refusal_of("=0.5"), HasSubstr("'=0.5' has no NAME="));
  EXPECT_THAT(refusal_of("drop_event="), HasSubstr("'' is not a number"));
  EXPECT_THAT(refusal_of("drop_event=0.5,x"), HasSubstr("'x' is not a number"));
  EXPECT_THAT(refusal_of("drop_event=0.5=0.6"), HasSubstr("'0.5=0.6' is not a number"));
  EXPECT_THAT(refusal_of("drop_event=0.5,published"), HasSubstr("'published' is not a number"));
  EXPECT_THAT(refusal_of("drop_event=0.5,0.50"), HasSubstr("'0.50' occurs twice"));
  EXPECT_THAT(refusal_of("drop_event=0.5;drop_event=0.6"), HasSubstr("'drop_event' occurs twice"));
  EXPECT_THAT(refusal_of(""), HasSubstr("'' is not a number"));
}

TEST(Levels, RefusalsQuoteLittleOfALongText) {
  EXPECT_LT(refusal_of(std::string(7000, 'x')).size(), 300U);
  EXPECT_LT(refusal_of("drop_event=" + std::string(7000, 'x')).size(), 300U);
}

TEST(LevelsOfUnits, AreOfTheNamedCorruptionsAlone) {
  EXPECT_THAT(
      names_of("all", "time_jitter=30;drop_event=0.95,0.05"),
      ElementsAre("train", "clean", "time_jitter 30", "drop_event 0.95", "drop_event 0.05"));
}

TEST(LevelsOfUnits, ArePublishedForThoseChosenButNotNamed) {
  const std::vector<std::string> names = names_of("drop_area,time_jitter", "time_jitter=30");
  ASSERT_EQ(names.size(), 13U);
  EXPECT_EQ(names[11], "drop_area 0.9");
  EXPECT_EQ(names[12], "time_jitter 30");
}

TEST(LevelsOfUnits, RefuseUnknownNamesAndLevelsOutOfBounds) {
  EXPECT_THAT(error_of([] { (void)units_of("all", "drop_events=0.5"); }),
              AllOf(HasSubstr("--levels: "), HasSubstr("'drop_events'"), HasSubstr("time_jitter")));
  EXPECT_THAT(error_of([] { (void)units_of("drop_area", "drop_event=0.5"); }),
              HasSubstr("--levels: names drop_event, which --corruption drop_area leaves out"));
  EXPECT_THAT(
      error_of([] { (void)units_of("all", "drop_event=0.5;drop_area=1"); }),
      HasSubstr("--levels: corruption drop_area: level 1 fraction is not a number >= 0 and < 1"));
  EXPECT_THAT(error_of([] { (void)units_of("all", "drop_event=2", "--level"); }),
              HasSubstr("--level: corruption drop_event: level 2"));
}

}  // namespace
}  // namespace ebsnn
