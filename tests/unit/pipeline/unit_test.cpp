// The list of units, its slices, and the recordings that a limit chooses.

#include "pipeline/unit.hpp"

#include "core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::string error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Units, OfThePublishedStudyAreTheTrainingSetAndFiftyFourTestSets) {
  const std::vector<Unit> units = make_units("all", "published");
  ASSERT_EQ(units.size(), 55U);
  EXPECT_EQ(units.front().name(), "train");
  EXPECT_EQ(units.front().split(), Split::train);
  EXPECT_EQ(units.front().file(), "activity/train.h5");
  EXPECT_EQ(units[2].name(), "drop_event 0.1");
  EXPECT_EQ(units[2].split(), Split::test);
  EXPECT_EQ(units[2].file(), "activity/drop_event/0.1.h5");
  EXPECT_EQ(units.back().file(), "activity/time_jitter/100.h5");
}

TEST(Units, HaveFilesOfTheirOwn) {
  std::set<std::string> files;
  for (const Unit& unit : make_units("all", "published")) {
    files.insert(unit.file().string());
  }
  EXPECT_EQ(files.size(), 55U);
}

TEST(Units, AreThoseChosen) {
  const std::vector<Unit> units = make_units("time_jitter,drop_event", "0,0.25");
  ASSERT_EQ(units.size(), 5U);
  EXPECT_EQ(units[1].name(), "time_jitter 0");
  EXPECT_EQ(units[2].name(), "time_jitter 0.25");
  EXPECT_EQ(units[4].name(), "drop_event 0.25");
}

TEST(Units, OfMinusZeroIsThatOfZero) {
  EXPECT_EQ(make_units("drop_event", "-0").back().file(), "activity/drop_event/0.h5");
}

TEST(Units, RefuseWhatIsUnknownRepeatedOrOutOfRange) {
  EXPECT_THAT(error_of([] { (void)make_units("drop_events", "0"); }),
              AllOf(HasSubstr("drop_events"), HasSubstr("time_jitter")));
  EXPECT_THAT(error_of([] { (void)make_units("drop_event,drop_event", "0"); }), HasSubstr("twice"));
  EXPECT_THAT(error_of([] { (void)make_units("drop_event", "0.1,0.10"); }), HasSubstr("twice"));
  EXPECT_THAT(error_of([] { (void)make_units("drop_event", "0,,1"); }), HasSubstr("not a number"));
  EXPECT_THAT(error_of([] { (void)make_units("drop_event", "1.5"); }),
              AllOf(HasSubstr("drop_event"), HasSubstr("1.5")));
  EXPECT_THAT(error_of([] { (void)make_units("drop_event", "nan"); }), HasSubstr("nan"));
}

TEST(Task, IsKOfM) {
  const Task task = parse_task("3/8");
  EXPECT_EQ(task.number, 3U);
  EXPECT_EQ(task.of, 8U);
  for (const char* text : {"0/8", "9/8", "3", "3/", "/8", "-1/8", "3/8x", "1.5/2", ""}) {
    EXPECT_THAT(error_of([&] { (void)parse_task(text); }), HasSubstr("K/M")) << text;
  }
}

TEST(Task, SlicesCoverAllUnitsOnceInOrder) {
  const std::vector<Unit> all = make_units("all", "published");
  for (const std::size_t tasks : {1U, 2U, 7U, 55U, 60U}) {
    std::vector<std::string> names;
    for (std::size_t number = 1; number <= tasks; ++number) {
      for (const Unit& unit : slice(all, {number, tasks})) {
        names.push_back(unit.name());
      }
    }
    ASSERT_EQ(names.size(), all.size()) << tasks << " tasks";
    for (std::size_t i = 0; i < all.size(); ++i) {
      EXPECT_EQ(names[i], all[i].name());
    }
  }
}

TEST(SpreadEvenly, TakesRecordingsFromTheWholeSet) {
  EXPECT_THAT(spread_evenly(10, 5), ElementsAre(0, 2, 4, 6, 8));
  EXPECT_THAT(spread_evenly(10, 3), ElementsAre(0, 3, 6));
  EXPECT_THAT(spread_evenly(3, 0), ElementsAre(0, 1, 2));
  EXPECT_THAT(spread_evenly(3, 9), ElementsAre(0, 1, 2));
}

}  // namespace
}  // namespace ebsnn
