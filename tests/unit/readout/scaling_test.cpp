#include "readout/scaling.hpp"

#include "core/error.hpp"
#include "readout/features.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace ebsnn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

/// Four recordings of three features; the second feature is constant, the last recording silent but
/// for it.
const std::vector<std::uint16_t> kCounts{3, 2, 4,  //
                                         6, 2, 8,  //
                                         0, 2, 0,  //
                                         3, 2, 0};

std::vector<double> scaled(ScalingRule rule, const std::vector<std::uint16_t>& counts) {
  const Scaling scaling = fit_scaling(rule, kCounts, 3);
  std::vector<double> values(counts.size());
  scaling.apply(counts, values.data());
  return values;
}

TEST(Scaling, CountsStayAsTheyAre) {
  EXPECT_THAT(scaled(ScalingRule::counts, {0, 7, 65'535}), ElementsAre(0.0, 7.0, 65'535.0));
  EXPECT_EQ(fit_scaling(ScalingRule::counts, kCounts, 3), Scaling{});
}

TEST(Scaling, MeanrateDividesByTheMeanOfAllTrainingCounts) {
  // 32 spikes in 12 counts.
  EXPECT_THAT(scaled(ScalingRule::meanrate, {0, 8, 4}), ElementsAre(0.0, 3.0, 1.5));
}

TEST(Scaling, L2GivesUnitLengthAndLeavesSilenceSilent) {
  EXPECT_THAT(scaled(ScalingRule::l2, {3, 0, 4}), ElementsAre(0.6, 0.0, 0.8));
  EXPECT_THAT(scaled(ScalingRule::l2, {0, 0, 0}), ElementsAre(0.0, 0.0, 0.0));
}

TEST(Scaling, ZscoreHasMeanZeroAndDeviationOneOnTheTrainingSet) {
  const Scaling scaling = fit_scaling(ScalingRule::zscore, kCounts, 3);
  EXPECT_THAT(scaling.mean, ElementsAre(3.0, 2.0, 3.0));
  EXPECT_THAT(scaling.standard_deviation, ElementsAre(std::sqrt(4.5), 0.0, std::sqrt(11.0)));
  EXPECT_THAT(scaled(ScalingRule::zscore, {6, 2, 0}),
              ElementsAre(3.0 / std::sqrt(4.5), 0.0, -3.0 / std::sqrt(11.0)));
}

TEST(Scaling, ZscoreOfAConstantFeatureIsZeroWhateverTheTestSays) {
  EXPECT_THAT(scaled(ScalingRule::zscore, {3, 60'000, 3}), ElementsAre(0.0, 0.0, 0.0));
}

TEST(Scaling, OfSilentOrNoRecordingsGivesZeros) {
  const std::vector<std::uint16_t> silent(6, 0);
  for (const ScalingRule rule : {ScalingRule::meanrate, ScalingRule::zscore}) {
    for (const auto& counts : {silent, std::vector<std::uint16_t>{}}) {
      const Scaling scaling = fit_scaling(rule, counts, 3);
      std::vector<double> values(3, 1.0);
      scaling.apply(std::vector<std::uint16_t>{1, 2, 3}, values.data());
      EXPECT_THAT(values, ElementsAre(0.0, 0.0, 0.0)) << name_of(rule);
    }
  }
}

TEST(Scaling, HasNames) {
  std::vector<std::string> names;
  for (const ScalingInfo& info : scalings()) {
    names.emplace_back(info.name);
    EXPECT_EQ(scaling_called(info.name), info.rule);
    EXPECT_EQ(name_of(info.rule), info.name);
  }
  EXPECT_THAT(names, ElementsAre("counts", "meanrate", "l2", "zscore"));
  EXPECT_THAT([] { (void)scaling_called("L2"); },
              ThrowsMessage<InputError>(HasSubstr(
                  "scaling 'L2' is unknown, must be one of counts, meanrate, l2, zscore")));
}

TEST(FeatureMatrix, LoadsScaledRowsWithTheBias) {
  const Scaling scaling = fit_scaling(ScalingRule::l2, kCounts, 3);
  const std::vector<std::uint16_t> counts{3, 0, 4, 0, 5, 0};
  std::vector<double> row(4);
  FeatureMatrix(counts, 3, &scaling).load_with_bias(1, row.data());
  EXPECT_THAT(row, ElementsAre(0.0, 1.0, 0.0, 1.0));
  FeatureMatrix(counts, 3).load_with_bias(0, row.data());
  EXPECT_THAT(row, ElementsAre(3.0, 0.0, 4.0, 1.0));
}

}  // namespace
}  // namespace ebsnn
