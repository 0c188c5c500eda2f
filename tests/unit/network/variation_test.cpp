// Networks made from another one: what changes, and what stays.

#include "network/variation.hpp"

#include "core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

namespace ebsnn {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::vector<double> sorted(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values;
}

std::vector<double> row_of(const WeightMatrix& matrix, std::size_t row) {
  const auto first = matrix.values.begin() + static_cast<std::ptrdiff_t>(row * matrix.pres);
  return {first, first + static_cast<std::ptrdiff_t>(matrix.pres)};
}

class Variation : public ::testing::Test {
 protected:
  Variation() {
    parameters_.shape = {.patch_side = 3, .v1 = 7, .inh = 4, .steps = 10};
    before_ = initial_weights(parameters_, 5);
    double next = 0.01;
    for (double& w : before_.intov1.values) w = next += 0.03;  // 0.04 .. 0.85
    for (double& w : before_.inlat.values) w = next -= 0.01;
    after_ = before_;
  }
  /// Names of the matrices that differ.
  [[nodiscard]] std::vector<std::string> changed() const {
    std::vector<std::string> names;
    for (const WeightField& field : weight_fields()) {
      if (before_.*field.matrix != after_.*field.matrix) names.emplace_back(field.name);
    }
    return names;
  }

  ModelParameters parameters_;
  NetworkWeights before_, after_;
};

using Names = std::vector<std::string>;

TEST_F(Variation, ScaleOfOneKeepsAllBits) {
  for (const WeightField& field : weight_fields()) {
    EXPECT_EQ(scale(after_, field, 1.0, parameters_).clipped, 0U);
  }
  EXPECT_TRUE(after_ == before_);
}

TEST_F(Variation, ScaleMultipliesOneProjectionAndCountsWhatItClips) {
  const Clipping clipping = scale(after_, find_projection("INtoV1"), 2.0, parameters_);
  EXPECT_EQ(changed(), Names{"INtoV1"});
  std::size_t above = 0;
  for (std::size_t i = 0; i < before_.intov1.values.size(); ++i) {
    const double doubled = 2.0 * before_.intov1.values[i];
    EXPECT_EQ(after_.intov1.values[i], std::min(doubled, 1.0));
    above += doubled > 1.0 ? 1U : 0U;
  }
  EXPECT_GT(above, 0U);
  EXPECT_EQ(clipping.clipped, above);
  EXPECT_EQ(clipping.of, 28U);
  EXPECT_DOUBLE_EQ(clipping.percent(), 100.0 * static_cast<double>(above) / 28.0);
  EXPECT_NO_THROW(validate(after_, parameters_, "scaled"));
}

TEST_F(Variation, BlockSetsOneProjectionToZero) {
  block(after_, find_projection("V1toIN"));
  EXPECT_EQ(changed(), Names{"V1toIN"});
  EXPECT_EQ(after_.v1toin.values, std::vector<double>(28, 0.0));
}

TEST_F(Variation, ShuffleKeepsTheMultisetAndMovesWeights) {
  for (const WeightField& field : weight_fields()) {
    shuffle(after_, field, 3);
    EXPECT_NE((after_.*field.matrix).values, (before_.*field.matrix).values) << field.name;
    EXPECT_EQ(sorted((after_.*field.matrix).values), sorted((before_.*field.matrix).values));
  }
}

TEST_F(Variation, ShuffleMovesWeightsBetweenRowsAndShuffleRowsDoesNot) {
  const WeightField& field = find_projection("V1weight");
  shuffle_rows(after_, field, 3);
  NetworkWeights whole = before_;
  shuffle(whole, field, 3);
  std::size_t kept_rows = 0;
  for (std::size_t row = 0; row < before_.v1weight.posts; ++row) {
    const std::vector<double> expected = sorted(row_of(before_.v1weight, row));
    EXPECT_NE(row_of(after_.v1weight, row), row_of(before_.v1weight, row)) << row;
    EXPECT_EQ(sorted(row_of(after_.v1weight, row)), expected) << row;
    kept_rows += sorted(row_of(whole.v1weight, row)) == expected ? 1U : 0U;
  }
  EXPECT_EQ(kept_rows, 0U);
  EXPECT_EQ(changed(), Names{"V1weight"});
}

TEST_F(Variation, SeedMatrixAndRowAreTheKey) {
  // The same weights in all rows show the orders alone.
  for (const WeightField& field : weight_fields()) {
    WeightMatrix& matrix = after_.*field.matrix;
    for (std::size_t i = 0; i < matrix.values.size(); ++i) {
      matrix.values[i] = static_cast<double>(i % matrix.pres);
    }
  }
  const NetworkWeights start = after_;
  shuffle_rows(after_, find_projection("V1weight"), 3);
  EXPECT_NE(row_of(after_.v1weight, 0), row_of(after_.v1weight, 1));
  NetworkWeights again = start;
  shuffle_rows(again, find_projection("V1weight"), 3);
  EXPECT_TRUE(again == after_);
  NetworkWeights other_seed = start;
  shuffle_rows(other_seed, find_projection("V1weight"), 4);
  EXPECT_NE(other_seed.v1weight.values, after_.v1weight.values);
  // V1weight and InhibW have rows of the same length.
  shuffle_rows(after_, find_projection("InhibW"), 3);
  EXPECT_NE(row_of(after_.v1weight, 0), row_of(after_.inhibw, 0));
}

TEST(Shuffle, AllOrdersAreEquallyLikely) {
  // Six orders of three weights; 6,000 seeds; the standard deviation of a count is 29.
  NetworkWeights weights;
  std::map<std::vector<double>, int> counts;
  for (std::uint64_t seed = 0; seed < 6000; ++seed) {
    weights.intov1 = WeightMatrix(1, 3);
    weights.intov1.values = {1.0, 2.0, 3.0};
    shuffle(weights, find_projection("INtoV1"), seed);
    ++counts[weights.intov1.values];
  }
  EXPECT_EQ(counts.size(), 6U);
  for (const auto& [order, count] : counts) EXPECT_NEAR(count, 1000, 5 * 29);
}

/// Orders are part of the results: a new one would be another control.
TEST(Shuffle, OrderOfASeedStays) {
  NetworkWeights weights;
  weights.intov1 = WeightMatrix(2, 4);
  weights.intov1.values = {0, 1, 2, 3, 4, 5, 6, 7};
  shuffle(weights, find_projection("INtoV1"), 1);
  EXPECT_EQ(weights.intov1.values, (std::vector<double>{6, 3, 0, 1, 4, 7, 2, 5}));
}

TEST_F(Variation, ExchangeTakesOneProjection) {
  const NetworkWeights other = initial_weights(parameters_, 6);
  exchange(after_, find_projection("InhibW"), other, "other.h5");
  EXPECT_EQ(changed(), Names{"InhibW"});
  EXPECT_TRUE(after_.inhibw == other.inhibw);
}

TEST_F(Variation, ExchangeNamesShapesThatDiffer) {
  ModelParameters larger = parameters_;
  larger.shape.v1 = 8;
  try {
    exchange(after_, find_projection("V1toIN"), initial_weights(larger, 6), "other.h5");
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("other.h5"), HasSubstr("V1toIN"),
                                    HasSubstr("4 rows and 8 columns, expected 4 and 7")));
  }
}

TEST(Projections, AreFoundByTheirNames) {
  for (const WeightField& field : weight_fields()) {
    EXPECT_EQ(find_projection(field.name).matrix, field.matrix);
  }
  try {
    (void)find_projection("IntoV1");
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("'IntoV1'"), HasSubstr("V1weight, InhibW, V1toIN, INtoV1, INLat")));
  }
}

}  // namespace
}  // namespace ebsnn
