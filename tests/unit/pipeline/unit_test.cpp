// The list of units, its slices, and the recordings that a limit chooses.

#include "pipeline/unit.hpp"

#include "core/error.hpp"
#include "units_of.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

using test::units_of;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::string unit_error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::vector<std::string> names_of(const std::vector<Unit>& units) {
  std::vector<std::string> names;
  for (const Unit& unit : units) names.push_back(unit.name());
  return names;
}

std::vector<Unit> with_conditions(std::vector<std::string> conditions,
                                  const std::string& corruption = "",
                                  const std::string& train_condition = "clean") {
  UnitChoice choice;
  choice.corruption = corruption;
  choice.conditions = std::move(conditions);
  choice.train_condition = train_condition;
  return make_units(choice);
}

TEST(Units, OfThePublishedStudyAreTwoCleanSetsAndFiftyFourLevels) {
  const std::vector<Unit> units = units_of("all", "published");
  ASSERT_EQ(units.size(), 56U);
  EXPECT_EQ(units[0].name(), "train");
  EXPECT_EQ(units[0].split, Split::train);
  EXPECT_EQ(units[0].file(), "activity/train.h5");
  EXPECT_EQ(units[1].name(), "clean");
  EXPECT_EQ(units[1].split, Split::test);
  EXPECT_EQ(units[1].file(), "activity/clean.h5");
  EXPECT_EQ(units[3].name(), "drop_event 0.1");
  EXPECT_EQ(units[3].split, Split::test);
  EXPECT_EQ(units[3].file(), "activity/drop_event/0.1.h5");
  EXPECT_EQ(units.back().file(), "activity/time_jitter/100.h5");
}

TEST(Units, AtLevelZeroAreTheCleanTestSet) {
  const std::vector<Unit> units = units_of("all", "published");
  EXPECT_EQ(units[2].name(), "drop_event 0");
  EXPECT_EQ(units[2].file(), "activity/clean.h5");
}

TEST(Units, ThatAreSimulatedHaveFilesOfTheirOwn) {
  const std::vector<Unit> units = units_to_simulate(units_of("all", "published"));
  EXPECT_EQ(units.size(), 51U);
  std::set<std::string> files;
  for (const Unit& unit : units) files.insert(unit.file().string());
  EXPECT_EQ(files.size(), 51U);
  EXPECT_THAT(names_of(units_to_simulate(units_of("drop_event", "0"))),
              ElementsAre("train", "clean"));
}

TEST(Units, MayBeConditionsOfSeveralCorruptions) {
  const std::vector<Unit> units = with_conditions({"drop_event=0.3+uniform_noise=2000"});
  EXPECT_THAT(names_of(units), ElementsAre("train", "clean", "drop_event=0.3+uniform_noise=2000"));
  EXPECT_EQ(units[2].file(), "activity/condition/drop_event=0.3+uniform_noise=2000.h5");
  EXPECT_EQ(with_conditions({"drop_event=0.3"}, "all").size(), 56U) << "it is one of them";
  EXPECT_EQ(with_conditions({"drop_event=0.35"}, "all").size(), 57U);
  EXPECT_THAT(names_of(with_conditions({"clean", "drop_event=0"})), ElementsAre("train", "clean"));
}

TEST(Units, OfTheTrainingSetMayBeCorrupted) {
  const Unit train = with_conditions({}, "none", "drop_event=0.3").front();
  EXPECT_EQ(train.name(), "train drop_event=0.3");
  EXPECT_EQ(train.split, Split::train);
  EXPECT_EQ(train.file(), "activity/train/drop_event=0.3.h5");
}

TEST(Units, StandInTheOrderOfResults) {
  std::vector<Unit> units = with_conditions({"time_jitter=20+drop_event=0.2", "drop_event=0.15"},
                                            "time_jitter,drop_event");
  std::sort(units.begin(), units.end(), comes_before);
  EXPECT_EQ(units[0].name(), "train");
  EXPECT_EQ(units[1].name(), "clean");
  EXPECT_EQ(units[2].name(), "drop_event 0");
  EXPECT_EQ(units[4].name(), "drop_event 0.15");
  EXPECT_EQ(units.back().name(), "time_jitter=20+drop_event=0.2");
}

TEST(Units, AreThoseChosen) {
  const std::vector<Unit> units = units_of("time_jitter,drop_event", "0,0.25");
  EXPECT_THAT(names_of(units), ElementsAre("train", "clean", "time_jitter 0", "time_jitter 0.25",
                                           "drop_event 0", "drop_event 0.25"));
}

TEST(Suite, IsAllNineteenCorruptionsAtZeroAndFiveLevels) {
  const std::vector<Unit> units = make_units({.corruption = "", .suite = "ec1"});
  EXPECT_EQ(units.size(), 2U + 19U * 6U);
  EXPECT_EQ(units_to_simulate(units).size(), 2U + 19U * 5U);
  std::set<const Corruption*> corruptions;
  for (const Unit& unit : units) corruptions.insert(unit.corruption());
  EXPECT_EQ(corruptions.size(), 20U) << "none, and those of the suite";
  EXPECT_EQ(units[3].name(), "drop_event 0.2");
  EXPECT_EQ(units.back().file(), "activity/congestion/100.h5");
}

TEST(Suite, StandsInTheOrderOfSeverity) {
  std::vector<Unit> units = make_units({.corruption = "none", .suite = "ec1"});
  const std::vector<std::string> before = names_of(units);
  std::reverse(units.begin(), units.end());
  std::sort(units.begin(), units.end(), comes_before);
  EXPECT_EQ(names_of(units), before);
  EXPECT_THAT(before, testing::IsSupersetOf({"scale 0", "rate_limit 1", "time_compress 0.67"}));
}

TEST(Suite, MayHaveConditionsBesideIt) {
  EXPECT_EQ(make_units({.corruption = "", .conditions = {"scale=0.75"}, .suite = "ec1"}).size(),
            2U + 19U * 6U + 1U);
}

TEST(Suite, RefusesOtherCorruptionsAndLevelsAndNames) {
  const auto error = [](const UnitChoice& choice) {
    return unit_error_of([&] { (void)make_units(choice); });
  };
  EXPECT_THAT(error({.corruption = "", .suite = "ec2"}),
              AllOf(HasSubstr("--suite 'ec2'"), HasSubstr("known: ec1")));
  EXPECT_THAT(error({.corruption = "drop_event", .suite = "ec1"}),
              HasSubstr("leave out --corruption drop_event"));
  EXPECT_THAT(error({.corruption = "", .levels = "0.5", .suite = "ec1"}),
              HasSubstr("leave out --levels 0.5"));
  EXPECT_THAT(error({.corruption = "", .levels = "1", .levels_option = "--level", .suite = "ec1"}),
              HasSubstr("leave out --level 1"));
}

TEST(Units, WithoutPublishedLevelsHaveThoseOfTheSuite) {
  EXPECT_THAT(names_of(units_of("rate_limit", "published")),
              ElementsAre("train", "clean", "rate_limit 0", "rate_limit 20", "rate_limit 10",
                          "rate_limit 5", "rate_limit 2", "rate_limit 1"));
  EXPECT_EQ(units_of("published", "published"), units_of("all", "published"));
}

TEST(Units, AtLevelZeroAreCleanWhereTheFormulaHasNoSuchLevel) {
  EXPECT_THAT(names_of(units_to_simulate(units_of("scale,time_stretch", "0"))),
              ElementsAre("train", "clean"));
  EXPECT_THAT(names_of(with_conditions({"scale=0"})), ElementsAre("train", "clean"));
}

TEST(Units, OfMinusZeroIsThatOfZero) {
  EXPECT_EQ(units_of("drop_event", "-0").back().name(), "drop_event 0");
}

TEST(Units, RefuseWhatIsUnknownRepeatedOrOutOfRange) {
  EXPECT_THAT(unit_error_of([] { (void)units_of("drop_events", "0"); }),
              AllOf(HasSubstr("drop_events"), HasSubstr("time_jitter")));
  EXPECT_THAT(unit_error_of([] { (void)units_of("drop_event,drop_event", "0"); }),
              HasSubstr("twice"));
  EXPECT_THAT(unit_error_of([] { (void)units_of("drop_event", "0.1,0.10"); }), HasSubstr("twice"));
  EXPECT_THAT(unit_error_of([] { (void)units_of("drop_event", "0,,1"); }),
              HasSubstr("not a number"));
  EXPECT_THAT(unit_error_of([] { (void)units_of("drop_event", "1.5"); }),
              AllOf(HasSubstr("drop_event"), HasSubstr("1.5")));
  EXPECT_THAT(unit_error_of([] { (void)units_of("drop_event", "nan"); }), HasSubstr("nan"));
}

TEST(Task, IsKOfM) {
  const Task task = parse_task("3/8");
  EXPECT_EQ(task.number, 3U);
  EXPECT_EQ(task.of, 8U);
  for (const char* text : {"0/8", "9/8", "3", "3/", "/8", "-1/8", "3/8x", "1.5/2", ""}) {
    EXPECT_THAT(unit_error_of([&] { (void)parse_task(text); }), HasSubstr("K/M")) << text;
  }
}

TEST(Task, SlicesCoverAllUnitsOnceInOrder) {
  const std::vector<Unit> all = units_to_simulate(units_of("all", "published"));
  for (const std::size_t tasks : {1U, 2U, 7U, 51U, 60U}) {
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
