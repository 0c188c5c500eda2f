// The metrics of one network, in the order of a table, with the values of the single functions.

#include "statistics/level_metrics.hpp"

#include "statistics/level_curve.hpp"
#include "unit/statistics/made_up_table.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

constexpr std::array kThreeLevels{0.0, 1.0, 3.0};

class LevelMetrics : public testing::Test {
 protected:
  [[nodiscard]] std::vector<Metric> of(const MeasuredNetwork& measured) const {
    const std::array curves{CorruptionCurve{"first", {0, kThreeLevels}},
                            CorruptionCurve{"second", {3, kThreeLevels}}};
    return level_metrics(accuracies_, curves, measured);
  }
  static std::string names_of(const std::vector<Metric>& metrics) {
    std::string names;
    for (const Metric& metric : metrics) names += metric.corruption[0] + (' ' + metric.name) + '\n';
    return names;
  }

  BootstrapAccuracies accuracies_ =
      crossed_bootstrap(test::made_up_table({1, 2, 6, 100}), 1, {0, 20});
};

TEST_F(LevelMetrics, AreThoseOfEachCorruptionThenMeans) {
  const std::string alone =
      "accuracy\naccuracy\nretention\naccuracy\nretention\nauc\nauc_upper_half\ns50\n";
  std::string expected;
  for (const std::string name : {"f ", "s "}) {
    std::string lines = name;
    for (const char c : alone + "ce\nrelative_ce\n") {
      lines += c;
      if (c == '\n') lines += name;
    }
    expected += lines.substr(0, lines.size() - name.size());
  }
  EXPECT_EQ(names_of(of({0, 1, 10.0})), expected + "a mce\na relative_mce\n");
  EXPECT_EQ(of({0, {}, 10.0}).size(), 16U) << "no reference, no errors in relation to it";
}

TEST_F(LevelMetrics, CountLevelsFromTheFirstPlaceOfTheirCorruption) {
  const std::vector<Metric> metrics = of({1, 0, 10.0});
  const auto curve = accuracies_.observation().curve(1).subspan(3);
  const Metric& second = metrics[10];
  EXPECT_EQ(second.corruption, "second");
  EXPECT_EQ(second.interval.estimate, curve[0]);
  EXPECT_EQ(metrics[12].name, "retention");
  EXPECT_EQ(metrics[12].level, 1.0);
  EXPECT_EQ(metrics[12].accuracy_percent, curve[1]);
  EXPECT_EQ(metrics[15].interval.estimate, area_under_curve(kThreeLevels, curve));
}

TEST_F(LevelMetrics, OfTheReferenceItselfAreOne) {
  for (const Metric& metric : of({1, 1, 10.0})) {
    if (!metric.name.ends_with("ce")) continue;
    EXPECT_EQ(metric.interval.estimate, 1.0) << metric.corruption << ' ' << metric.name;
  }
}

TEST_F(LevelMetrics, SayWhyTheyAreUndefined) {
  const std::vector<Metric> metrics = of({0, {}, 100.0});
  EXPECT_EQ(metrics[7].name, "s50");
  EXPECT_TRUE(std::isnan(metrics[7].interval.estimate));
  EXPECT_EQ(metrics[7].note, "clean accuracy not above chance");
}

}  // namespace
}  // namespace ebsnn
