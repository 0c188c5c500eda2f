// Tables of a study from predictions that are made up.

#include "core/error.hpp"
#include "corruption/corruption.hpp"
#include "statistics/crossed_bootstrap.hpp"
#include "storage/predictions_file.hpp"
#include "studies/ei_table.hpp"
#include "studies/metrics_table.hpp"
#include "studies/piece.hpp"
#include "studies/plan_reader.hpp"
#include "studies/summary_table.hpp"
#include "studies/tests_table.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::size_t kRecordings = 20;
constexpr std::array kLevels{0.0, 0.4, 0.8};

StudyPlan plan() {
  return parse_plan(R"(
data = "D"
seeds = "1-2"
replicates = 20
codes = ["v1", "events-merged"]
[corruptions]
drop_event = [0.4, 0.8]
[networks.strong]
[networks.weak]
[[hypotheses]]
name = "H1"
network = "strong"
other = "weak"
corruption = "drop_event"
)",
                    "plan.toml");
}

/// Of 20 recordings of two classes, the first `right` are predicted correctly.
UnitPredictions made_up(double level, std::size_t right,
                        const std::string& corruption = "drop_event") {
  UnitPredictions made{corruption, level, {}, {}, {}, {}};
  for (std::size_t i = 0; i < kRecordings; ++i) {
    const auto label = static_cast<Label>(i < 12 ? 0 : 1);
    made.label.push_back(label);
    made.prediction.push_back(i < right ? label : static_cast<Label>(1 - label));
    made.recording.push_back(i);
    made.margin.insert(made.margin.end(), {0.5F, -0.5F});
  }
  return made;
}

/// How many recordings are right at each level.
using Right = std::array<std::size_t, kLevels.size()>;

const std::vector<std::pair<System, Right>>& made_up_runs() {
  static const std::vector<std::pair<System, Right>> runs{
      {{"strong", "v1"}, {18, 14, 10}},
      {{"weak", "v1"}, {18, 12, 6}},
      {{kInputNetwork, "events-merged"}, {20, 10, 0}}};
  return runs;
}

/// As read_outcomes() would read them: the same for both seeds.
Outcomes made_up_outcomes(const StudyPlan& plan) {
  const std::size_t systems = made_up_runs().size();
  Outcomes outcomes{plan.readouts[0],
                    plan.seeds,
                    systems_of(plan),
                    {{&plan.corruptions[0], 0}},
                    2,
                    60.0,
                    CorrectnessTable({plan.seeds.size(), systems, kLevels.size(), kRecordings})};
  for (std::size_t seed = 0; seed < plan.seeds.size(); ++seed) {
    for (std::size_t system = 0; system < systems; ++system) {
      for (std::size_t level = 0; level < kLevels.size(); ++level) {
        std::vector<std::uint8_t> right(kRecordings, 0);
        std::fill_n(right.begin(), made_up_runs()[system].second.at(level), 1);
        outcomes.right.set(seed, system, level, right);
      }
    }
  }
  return outcomes;
}

class Tables : public testing::Test {
 protected:
  [[nodiscard]] std::string tests(bool frozen) const {
    const BootstrapAccuracies accuracies = crossed_bootstrap(outcomes_.right, 1, {0, 20});
    const TestedReadout tested{&outcomes_, &accuracies};
    return tests_table(plan_, {&tested, 1}, frozen, "sum");
  }

  StudyPlan plan_ = plan();
  Outcomes outcomes_ = made_up_outcomes(plan_);
};

TEST_F(Tables, SummaryHasARowForEachSystemSeedAndLevel) {
  const std::string table = summary_table({&outcomes_, 1}, "sum");
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 1 + 3 * 2 * 3);
  EXPECT_THAT(table, HasSubstr("strong,1,v1,counts,1,drop_event,0.4,fraction,20,70.0000,sum\n"));
  EXPECT_THAT(table, HasSubstr("input,2,events-merged,counts,1,drop_event,0.8,fraction,20,0.0000"));
}

TEST_F(Tables, MetricsAreThoseOfTheCurves) {
  const std::string rows =
      metrics_rows(outcomes_, crossed_bootstrap(outcomes_.right, 1, {0, 20}), "sum");
  EXPECT_THAT(rows, HasSubstr("chance,,counts,1,all,,accuracy,50.000000,"));
  EXPECT_THAT(rows, HasSubstr("largest-class,,counts,1,all,,accuracy,60.000000,"));
  // (90 + 70) / 4 + (70 + 50) / 4
  EXPECT_THAT(rows, HasSubstr("strong,v1,counts,1,drop_event,,auc,70.000000,"));
  EXPECT_THAT(rows, HasSubstr("strong,v1,counts,1,drop_event,0.4,retention,0.777778,"));
  // Half of 40 points above chance is left at 70 %.
  EXPECT_THAT(rows, HasSubstr("strong,v1,counts,1,drop_event,,s50,0.400000,"));
  // (30 + 50) / (50 + 100)
  EXPECT_THAT(rows, HasSubstr("strong,v1,counts,1,drop_event,,ce,0.533333,"));
  // (20 + 40) / (50 + 100)
  EXPECT_THAT(rows, HasSubstr("strong,v1,counts,1,drop_event,,relative_ce,0.400000,"));
  EXPECT_THAT(rows, HasSubstr("input,events-merged,counts,1,all,,mce,1.000000,1.000000,1.000000,"));
}

TEST_F(Tables, TestsCompareNetworksWithHypothesesFirst) {
  const std::string table = tests(true);
  // AUC 70 and 60 for both seeds: two of four sign patterns are as extreme.
  EXPECT_THAT(table, HasSubstr("planned,H1,sign-flip,v1,counts,1,strong,weak,drop_event,all,above,,"
                               "2,10.000000,"));
  EXPECT_THAT(table, HasSubstr(",0.5,0.5,"));
  // b = 4, c = 0: 2 / 2^4.
  EXPECT_THAT(table, HasSubstr("exploratory,H1,mcnemar,v1,counts,1,strong,weak,drop_event,0.8,,2,1,"
                               "20.000000,,,0.125,,,sum\n"));
  // p, and p after Holm, for pairs too.
  EXPECT_THAT(table, testing::ContainsRegex("exploratory,,sign-flip,v1,counts,1,strong,weak,"
                                            "drop_event,all,,,2,10[^\n]*,0\\.5,0\\.5,"));
}

TEST_F(Tables, TestsTellWhetherHypothesesWerePlanned) {
  EXPECT_THAT(tests(true), HasSubstr("\nplanned,H1,"));
  EXPECT_THAT(tests(false), AllOf(HasSubstr("\nnot-frozen,H1,"), Not(HasSubstr("\nplanned,"))));
  plan_.seeds.push_back(3);
  EXPECT_THAT(tests(true), AllOf(HasSubstr("\ninterim,H1,"), Not(HasSubstr("\nplanned,"))))
      << "two of three seeds are there";
  EXPECT_THAT(tests(false), HasSubstr("\nnot-frozen,H1,"));
}

/// Lines of a table that begin like this.
std::vector<std::string> lines_with(const std::string& table, const std::string& start) {
  std::vector<std::string> found;
  std::istringstream stream(table);
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with(start)) found.push_back(line);
  }
  return found;
}

/// Cell `place` of a line, from 0.
std::string cell_of(const std::string& line, std::size_t place) {
  std::istringstream stream(line);
  std::string cell;
  for (std::size_t i = 0; i <= place; ++i) std::getline(stream, cell, ',');
  return cell;
}

constexpr std::size_t kDifference = 13;
constexpr std::size_t kP = 16;
constexpr std::size_t kHolm = 17;

/// A readout with which each system gets so many recordings right at every level.
Outcomes outcomes_with(const StudyPlan& plan, const StudyReadout& readout,
                       const std::vector<std::size_t>& right_of_systems) {
  Outcomes outcomes{
      readout,
      plan.seeds,
      systems_of(plan),
      {{&plan.corruptions[0], 0}},
      2,
      60.0,
      CorrectnessTable({plan.seeds.size(), right_of_systems.size(), kLevels.size(), kRecordings})};
  for (std::size_t seed = 0; seed < plan.seeds.size(); ++seed) {
    for (std::size_t system = 0; system < right_of_systems.size(); ++system) {
      for (std::size_t level = 0; level < kLevels.size(); ++level) {
        std::vector<std::uint8_t> right(kRecordings, 0);
        std::fill_n(right.begin(), right_of_systems[system], 1);
        outcomes.right.set(seed, system, level, right);
      }
    }
  }
  return outcomes;
}

TEST(UnplannedHypotheses, HaveRowsUnderAllOtherReadoutsAndCodes) {
  StudyPlan plan = ebsnn::plan();
  plan.seeds = {1, 2, 3};
  plan.codes = {"v1", "inh", "lgn"};
  plan.readouts.push_back({"l2", "auto"});
  plan.hypotheses.push_back(plan.hypotheses[0]);
  plan.hypotheses[1].name = "H2";
  plan.hypotheses[1].upper_half = true;
  plan.hypotheses[1].readout = plan.readouts[1];
  // Systems: strong v1, strong inh, weak v1, weak inh, lgn.
  const std::vector<Outcomes> outcomes{outcomes_with(plan, plan.readouts[0], {15, 15, 15, 15, 15}),
                                       outcomes_with(plan, plan.readouts[1], {16, 18, 17, 16, 15})};
  std::vector<BootstrapAccuracies> accuracies;
  std::vector<TestedReadout> tested;
  for (const Outcomes& one : outcomes) {
    accuracies.push_back(crossed_bootstrap(one.right, 1, {0, 20}));
  }
  for (std::size_t i = 0; i < 2; ++i) tested.push_back({&outcomes[i], &accuracies[i]});
  const std::string table = tests_table(plan, tested, true, "sum");
  const auto starts = [&](const std::vector<std::string>& lines) {
    std::vector<std::string> found;
    for (const std::string& line : lines) {
      found.push_back(fmt::format("{} {} {} {}", cell_of(line, 1), cell_of(line, 3),
                                  cell_of(line, 4), cell_of(line, 9)));
    }
    return found;
  };
  EXPECT_THAT(starts(lines_with(table, "planned,")),
              testing::ElementsAre("H1 v1 counts all", "H2 v1 l2 upper-half"));
  std::vector<std::string> unplanned = lines_with(table, "exploratory,H1,sign-flip,");
  for (const std::string& line : lines_with(table, "exploratory,H2,sign-flip,")) {
    unplanned.push_back(line);
  }
  EXPECT_THAT(starts(unplanned),
              testing::UnorderedElementsAre("H1 inh counts all", "H1 v1 l2 all", "H1 inh l2 all",
                                            "H2 v1 counts upper-half", "H2 inh counts upper-half",
                                            "H2 inh l2 upper-half"));
  for (const std::string& line : unplanned) {
    EXPECT_EQ(cell_of(line, 10), "above") << line;
    EXPECT_NE(cell_of(line, kDifference + 1), "") << line;
    EXPECT_NE(cell_of(line, kDifference + 2), "") << line;
  }
  // Both hypotheses are in the family of inh with l2, one alone in that of v1 with l2; 3 seeds of
  // one sign have p 2 / 2^3.
  for (const std::string start :
       {"exploratory,H1,sign-flip,inh,l2,", "exploratory,H2,sign-flip,inh,l2,"}) {
    const std::vector<std::string> lines = lines_with(table, start);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(cell_of(lines[0], kP), "0.25");
    EXPECT_EQ(cell_of(lines[0], kHolm), "0.5");
  }
  const std::string alone = lines_with(table, "exploratory,H1,sign-flip,v1,l2,").at(0);
  EXPECT_EQ(cell_of(alone, kP), "0.25");
  EXPECT_EQ(cell_of(alone, kHolm), "0.25");
  // Pairs of networks are a family for each code.
  const std::string pair = lines_with(table, "exploratory,,sign-flip,v1,l2,").at(0);
  EXPECT_EQ(cell_of(pair, kP), "0.25");
  EXPECT_EQ(cell_of(pair, kHolm), "0.25");
  // McNemar's tests stay those of the plan: three seeds and levels of each hypothesis.
  EXPECT_EQ(lines_with(table, "exploratory,H1,mcnemar,v1,counts,").size(), 9U);
  EXPECT_EQ(lines_with(table, "exploratory,H2,mcnemar,v1,l2,").size(), 9U);
}

TEST(TablesOfTwoCorruptions, TakeTheLevelsOfEach) {
  StudyPlan plan = ebsnn::plan();
  plan.corruptions.push_back({&find_corruption("time_jitter"), {0.0, 30.0, 60.0}});
  plan.hypotheses[0].corruption = "time_jitter";
  plan.hypotheses[0].upper_half = true;
  // Right recordings of each system at the levels of both corruptions.
  const std::vector<std::vector<std::size_t>> counts{
      {18, 14, 10, 20, 16, 4}, {18, 12, 6, 20, 8, 2}, {20, 10, 0, 20, 10, 0}};
  Outcomes outcomes{plan.readouts[0],
                    plan.seeds,
                    systems_of(plan),
                    {{&plan.corruptions[0], 0}, {&plan.corruptions[1], 3}},
                    2,
                    60.0,
                    CorrectnessTable({2, 3, 6, kRecordings})};
  for (std::size_t seed = 0; seed < 2; ++seed) {
    for (std::size_t system = 0; system < 3; ++system) {
      for (std::size_t level = 0; level < 6; ++level) {
        std::vector<std::uint8_t> right(kRecordings, 0);
        std::fill_n(right.begin(), counts[system][level], 1);
        outcomes.right.set(seed, system, level, right);
      }
    }
  }
  const BootstrapAccuracies accuracies = crossed_bootstrap(outcomes.right, 1, {0, 200});
  const TestedReadout tested{&outcomes, &accuracies};
  const std::string table = tests_table(plan, {&tested, 1}, true, "sum");
  const std::string hypothesis = lines_with(table, "planned,H1,").at(0);
  // (80 + 20) / 2 - (40 + 10) / 2 over the levels 30 and 60.
  EXPECT_EQ(cell_of(hypothesis, kDifference), "25.000000");
  EXPECT_GT(std::stod(cell_of(hypothesis, kDifference + 1)), 0.0);
  EXPECT_GT(std::stod(cell_of(hypothesis, kDifference + 2)), 25.0);
  // 16 and 8 of 20 are right: 2 / 2^8.
  EXPECT_THAT(table, HasSubstr("mcnemar,v1,counts,1,strong,weak,time_jitter,30,,2,1,40.000000,,,"
                               "0.0078125,"));
  EXPECT_THAT(summary_table({&outcomes, 1}, "sum"),
              HasSubstr("strong,1,v1,counts,1,time_jitter,60,ms,20,20.0000,"));
  EXPECT_THAT(metrics_rows(outcomes, accuracies, "sum"),
              HasSubstr("strong,v1,counts,1,time_jitter,,auc,70.000000,"));
}

TEST(PredictionsOfCodes, AreThoseOfTheirNetworkOrOfTheFirst) {
  const StudyPlan plan = ebsnn::plan();
  EXPECT_EQ(predictions_of(plan, {"weak", "v1"}, 7, plan.readouts[0]),
            "networks/weak/seed-7/predictions/v1-counts-1.h5");
  EXPECT_EQ(predictions_of(plan, {kInputNetwork, "events-merged"}, 7, plan.readouts[0]),
            "networks/strong/seed-7/predictions/events-merged-counts-1.h5");
}

TEST_F(Tables, AreOfThePredictionsOfAllRuns) {
  const test::TemporaryFolder folder;
  plan_.seeds = {7};
  const auto path_of = [&](const System& system) {
    return folder / predictions_of(plan_, system, 7, plan_.readouts[0]);
  };
  for (const auto& [system, right] : made_up_runs()) {
    fs::create_directories(path_of(system).parent_path());
    const Right counts = right;
    write_predictions(path_of(system), {{"a", "b"}, {}, "", {}}, [&](const WriteUnit& write) {
      for (std::size_t i = 0; i < kLevels.size(); ++i) write(made_up(kLevels.at(i), counts.at(i)));
    });
  }
  const auto read = [&] {
    return read_outcomes(plan_, plan_.seeds, plan_.readouts[0], folder.path());
  };
  const Outcomes outcomes = read();
  EXPECT_EQ(outcomes.classes, 2U);
  EXPECT_EQ(outcomes.largest_class_percent, 60.0);
  for (std::size_t system = 0; system < made_up_runs().size(); ++system) {
    for (std::size_t level = 0; level < kLevels.size(); ++level) {
      EXPECT_EQ(outcomes.accuracy_percent(0, system, level),
                5.0 * static_cast<double>(made_up_runs()[system].second.at(level)));
    }
  }
  // Other recordings, then none.
  const fs::path path = path_of({"weak", "v1"});
  write_predictions(path, {{"a", "b"}, {}, "", {}}, [&](const WriteUnit& write) {
    for (const double level : kLevels) {
      UnitPredictions other = made_up(level, 5);
      other.recording.back() = 99;
      write(other);
    }
  });
  const auto refusal = [&] {
    try {
      (void)read();
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_THAT(refusal(), HasSubstr("has other test recordings or classes"));
  fs::remove(path);
  EXPECT_THAT(refusal(), HasSubstr("is missing: run --stage classify first"));
}

TEST_F(Tables, KeepTheLevelsOfTwoCorruptionsApart) {
  const test::TemporaryFolder folder;
  plan_.seeds = {7};
  plan_.corruptions.push_back({&find_corruption("time_jitter"), {0.0, 30.0}});
  for (const System& system : systems_of(plan_)) {
    const fs::path path = folder / predictions_of(plan_, system, 7, plan_.readouts[0]);
    fs::create_directories(path.parent_path());
    write_predictions(path, {{"a", "b"}, {}, "", {}}, [&](const WriteUnit& write) {
      for (std::size_t i = 0; i < kLevels.size(); ++i) write(made_up(kLevels.at(i), 20 - 2 * i));
      write(made_up(0.0, 20, "time_jitter"));
      write(made_up(30.0, 3, "time_jitter"));
    });
  }
  const Outcomes outcomes = read_outcomes(plan_, plan_.seeds, plan_.readouts[0], folder.path());
  std::vector<double> percent;
  for (std::size_t level = 0; level < 5; ++level) {
    percent.push_back(outcomes.accuracy_percent(0, 1, level));
  }
  EXPECT_THAT(percent, testing::ElementsAre(100.0, 90.0, 80.0, 100.0, 15.0));
  EXPECT_EQ(outcomes.part_of("time_jitter").first, 3U);
}

TEST_F(Tables, RatiosComeFromTheMeasurements) {
  const test::TemporaryFolder folder;
  for (const StudyNetwork& network : plan_.networks) {
    for (const std::uint64_t seed : plan_.seeds) {
      const fs::path run = folder / run_folder_of(network.name, seed);
      fs::create_directories(run);
      std::ofstream(run / "ei.csv") << "corruption,level,population,recordings,ratio\n"
                                    << "clean,0,V1,5,1.5\nclean,0,Inh,5,2.5\n";
    }
  }
  const std::string table = ei_table(plan_, plan_.seeds, folder.path());
  EXPECT_THAT(table,
              StartsWith("network,seed,corruption,level,population,recordings,ratio,plan\n"));
  EXPECT_THAT(table,
              HasSubstr(fmt::format("\nweak,2,clean,0,V1,5,1.5,{}\n", plan_checksum(plan_))));
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 1 + 2 * 2 * 2);
  EXPECT_EQ(ratio_in("a,b\nclean,0,Inh,5,2.5\nclean,0,V1,5,1.5,3\n", "f"), 1.5);
  EXPECT_THROW((void)ratio_in("a,b\n", "f"), InputError);
}

}  // namespace
}  // namespace ebsnn
