// Shapes, initial values, bounds and equalisation of the weights.

#include "network/weights.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "unit/network/random_networks.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <span>
#include <utility>

namespace ebsnn {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string message_of(const NetworkWeights& weights, const ModelParameters& parameters) {
  try {
    validate(weights, parameters, "some/network.h5");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

/// Different sizes in every direction, so that exchanging two of them is detected.
ModelParameters small_parameters() {
  ModelParameters parameters;
  parameters.shape = {.patch_side = 3, .v1 = 7, .inh = 4, .steps = 20};
  parameters.intov1.w_max = 0.5;
  parameters.inlat.w_max = 0.75;
  return parameters;
}

TEST(Weights, HaveOneRowAPostsynapticNeuron) {
  const NetworkWeights weights(small_parameters().shape);
  const std::pair<std::size_t, std::size_t> expected[] = {{7, 18}, {4, 18}, {4, 7}, {7, 4}, {4, 3}};
  const char* const names[] = {"V1weight", "InhibW", "V1toIN", "INtoV1", "INLat"};
  for (std::size_t i = 0; i < 5; ++i) {
    const WeightField& field = weight_fields().at(i);
    const WeightMatrix& matrix = weights.*field.matrix;
    EXPECT_EQ(field.name, names[i]);
    EXPECT_EQ(std::pair(matrix.posts, matrix.pres), expected[i]) << field.name;
    EXPECT_EQ(matrix.values, std::vector<double>(matrix.posts * matrix.pres, 0.0)) << field.name;
  }
  const InhibitoryTraces traces(small_parameters().shape);
  EXPECT_EQ(traces.intov1_pre, std::vector<double>(4, 0.0));
  EXPECT_EQ(traces.intov1_post, std::vector<double>(7, 0.0));
  EXPECT_EQ(traces.inlat_pre, std::vector<double>(4, 0.0));
  EXPECT_EQ(traces.inlat_post, std::vector<double>(4, 0.0));
}

TEST(Weights, UpperBoundsAreThoseOfTheirProjections) {
  ModelParameters parameters;
  parameters.v1weight.w_max = 1.0;
  parameters.inhibw.w_max = 2.0;
  parameters.v1toin.w_max = 3.0;
  parameters.intov1.w_max = 4.0;
  parameters.inlat.w_max = 5.0;
  double expected = 1.0;
  for (const WeightField& field : weight_fields()) {
    EXPECT_EQ(upper_bound(parameters, field), expected++) << field.name;
  }
}

/// Mean and extremes of n uniform numbers: the mean lies within 6 standard errors (false alarm
/// 2e-9), the smallest and largest within 30/n of the ends of the range (false alarm e^-30 each).
void expect_uniform(const WeightMatrix& matrix, double low, double high) {
  const auto n = static_cast<double>(matrix.values.size());
  const auto [least, most] = std::minmax_element(matrix.values.begin(), matrix.values.end());
  EXPECT_GE(*least, low);
  EXPECT_LT(*most, high);
  EXPECT_LT(*least, low + (high - low) * 30.0 / n);
  EXPECT_GT(*most, high - (high - low) * 30.0 / n);
  double sum = 0.0;
  for (const double value : matrix.values) {
    sum += value;
  }
  EXPECT_NEAR(sum / n, (low + high) / 2, 6.0 * (high - low) / std::sqrt(12.0 * n));
}

TEST(InitialWeights, AreUniformInThePublishedRanges) {
  const ModelParameters parameters;
  const NetworkWeights weights = initial_weights(parameters, 1);
  expect_uniform(weights.v1weight, 0.015, 2.0);
  expect_uniform(weights.inhibw, 0.0175, 1.5);
  expect_uniform(weights.v1toin, 0.0175, 0.25);
  EXPECT_EQ(weights.intov1, WeightMatrix(144, 36));
  EXPECT_EQ(weights.inlat, WeightMatrix(36, 35));
  EXPECT_EQ(message_of(weights, parameters), "");
}

TEST(InitialWeights, FollowTheParameters) {
  ModelParameters parameters = small_parameters();
  parameters.v1weight.initial_low = parameters.v1weight.initial_high = 0.5;
  parameters.inhibw.initial_low = parameters.inhibw.initial_high = 0.25;
  parameters.v1toin.initial_low = parameters.v1toin.initial_high = 0.125;
  const NetworkWeights weights = initial_weights(parameters, 1);
  EXPECT_EQ(weights.v1weight, WeightMatrix(7, 18, 0.5));
  EXPECT_EQ(weights.inhibw, WeightMatrix(4, 18, 0.25));
  EXPECT_EQ(weights.v1toin, WeightMatrix(4, 7, 0.125));
}

TEST(InitialWeights, DependOnTheSeedAlone) {
  ModelParameters parameters;
  const NetworkWeights weights = initial_weights(parameters, 1);
  EXPECT_TRUE(initial_weights(parameters, 1) == weights);
  const NetworkWeights other = initial_weights(parameters, 2);
  for (auto matrix :
       {&NetworkWeights::v1weight, &NetworkWeights::inhibw, &NetworkWeights::v1toin}) {
    std::size_t equal = 0;
    for (std::size_t i = 0; i < (weights.*matrix).values.size(); ++i) {
      equal += (weights.*matrix).values[i] == (other.*matrix).values[i] ? 1U : 0U;
    }
    EXPECT_EQ(equal, 0U);
  }
}

TEST(InitialWeights, NoMatrixRepeatsTheNumbersOfAnother) {
  ModelParameters parameters;
  parameters.inhibw = parameters.v1toin = parameters.v1weight;
  const NetworkWeights weights = initial_weights(parameters, 1);
  using Matrices = std::pair<WeightMatrix NetworkWeights::*, WeightMatrix NetworkWeights::*>;
  for (const auto& [one, other] : {Matrices{&NetworkWeights::v1weight, &NetworkWeights::inhibw},
                                   Matrices{&NetworkWeights::v1weight, &NetworkWeights::v1toin},
                                   Matrices{&NetworkWeights::inhibw, &NetworkWeights::v1toin}}) {
    const std::vector<double>& a = (weights.*one).values;
    const std::vector<double>& b = (weights.*other).values;
    const std::set<double> numbers(a.begin(), a.end());
    const auto repeated =
        std::count_if(b.begin(), b.end(), [&](double value) { return numbers.contains(value); });
    EXPECT_EQ(repeated, 0);
  }
}

// What seed 1 means: networks trained with it depend on these numbers.
TEST(InitialWeights, AreTheSameInEveryVersion) {
  const NetworkWeights weights = initial_weights(ModelParameters{}, 1);
  const auto sum = [](const WeightMatrix& matrix) {
    return hex(checksum_of(std::span<const double>(matrix.values)));
  };
  EXPECT_EQ(sum(weights.v1weight), "fe827afb19b97e30");
  EXPECT_EQ(sum(weights.inhibw), "e9c3cbaef24a7f26");
  EXPECT_EQ(sum(weights.v1toin), "ebde4d4f512df909");
}

TEST(ValidateWeights, AcceptsTheBoundsThemselves) {
  const ModelParameters parameters = small_parameters();
  NetworkWeights weights(parameters.shape);
  EXPECT_EQ(message_of(weights, parameters), "");
  for (const WeightField& field : weight_fields()) {
    auto& values = (weights.*field.matrix).values;
    std::fill(values.begin(), values.end(), upper_bound(parameters, field));
  }
  EXPECT_EQ(message_of(weights, parameters), "");
}

TEST(ValidateWeights, NamesFileMatrixElementValueAndBound) {
  const ModelParameters parameters = small_parameters();
  for (const WeightField& field : weight_fields()) {
    const double bound = upper_bound(parameters, field);
    for (const double bad :
         {-1e-300, std::nextafter(bound, 10.0), std::numeric_limits<double>::quiet_NaN(),
          std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
      NetworkWeights weights(parameters.shape);
      (weights.*field.matrix).at(3, 2) = bad;
      EXPECT_THAT(message_of(weights, parameters),
                  AllOf(HasSubstr("some/network.h5"), HasSubstr(std::string(field.name)),
                        HasSubstr("row 3 column 2"), HasSubstr(fmt::format("{}", bad)),
                        HasSubstr(fmt::format("{}", bound))));
    }
  }
}

TEST(ValidateWeights, NamesAWrongShape) {
  const ModelParameters parameters = small_parameters();
  for (const WeightField& field : weight_fields()) {
    const WeightMatrix right = NetworkWeights(parameters.shape).*field.matrix;
    WeightMatrix short_of_values = right;
    short_of_values.values.pop_back();
    WeightMatrix misnamed_posts = right;
    ++misnamed_posts.posts;
    WeightMatrix misnamed_pres = right;
    ++misnamed_pres.pres;
    for (const WeightMatrix& wrong :
         {WeightMatrix(right.posts + 1, right.pres), WeightMatrix(right.posts, right.pres + 1),
          WeightMatrix(right.pres, right.posts), WeightMatrix(), short_of_values, misnamed_posts,
          misnamed_pres}) {
      NetworkWeights weights(parameters.shape);
      weights.*field.matrix = wrong;
      EXPECT_THAT(message_of(weights, parameters),
                  AllOf(HasSubstr("some/network.h5"), HasSubstr(std::string(field.name)),
                        HasSubstr(fmt::format("{}", wrong.posts)),
                        HasSubstr(fmt::format("{}", right.posts)),
                        HasSubstr(fmt::format("{}", right.pres))));
    }
  }
}

double norm(const WeightMatrix& matrix, std::size_t post, std::size_t first) {
  double sum = 0.0;
  for (std::size_t pre = first; pre < matrix.pres; pre += 2) {
    sum += matrix.at(post, pre) * matrix.at(post, pre);
  }
  return std::sqrt(sum);
}

TEST(EqualiseOnOff, GivesTheOnHalfTheNormOfTheOffHalf) {
  for (std::uint64_t i = 0; i < 20; ++i) {
    RandomSequence random = testing::random_for(50, i);
    const ModelParameters parameters = testing::random_parameters(random);
    const NetworkWeights before = testing::random_weights(parameters, random);
    NetworkWeights after = before;
    equalise_on_off(after);
    for (auto member : {&NetworkWeights::v1weight, &NetworkWeights::inhibw}) {
      const WeightMatrix& old = before.*member;
      const WeightMatrix& now = after.*member;
      for (std::size_t post = 0; post < old.posts; ++post) {
        EXPECT_NEAR(norm(now, post, 0), norm(old, post, 1), 1e-12);
        const double factor = norm(old, post, 1) / norm(old, post, 0);
        for (std::size_t pre = 0; pre < old.pres; pre += 2) {
          EXPECT_NEAR(now.at(post, pre), old.at(post, pre) * factor, 1e-12);
          EXPECT_EQ(now.at(post, pre + 1), old.at(post, pre + 1));
        }
      }
    }
    EXPECT_EQ(after.v1toin, before.v1toin);
    EXPECT_EQ(after.intov1, before.intov1);
    EXPECT_EQ(after.inlat, before.inlat);
    NetworkWeights expected = before;
    reference::equalise_on_off(expected);
    testing::expect_close(after, expected, {.relative = 1e-14, .absolute = 0.0});
  }
}

TEST(EqualiseOnOff, LeavesNeuronsWithoutOnWeightsAlone) {
  NetworkWeights weights(small_parameters().shape);
  for (std::size_t pre = 1; pre < 18; pre += 2) {
    weights.v1weight.at(2, pre) = 1.0;
  }
  weights.v1weight.at(3, 0) = 1.0;  // ON weights only: the norm of the OFF half is 0
  NetworkWeights expected = weights;
  expected.v1weight.at(3, 0) = 0.0;
  equalise_on_off(weights);
  EXPECT_TRUE(weights == expected);
}

TEST(ChecksumOfWeights, TellsEveryElementAndShapeApart) {
  const NetworkWeights weights = initial_weights(small_parameters(), 3);
  const std::uint64_t checksum = checksum_of(weights);
  EXPECT_EQ(checksum_of(NetworkWeights(weights)), checksum);
  for (const WeightField& field : weight_fields()) {
    for (std::size_t i = 0; i < (weights.*field.matrix).values.size(); ++i) {
      NetworkWeights other = weights;
      double& value = (other.*field.matrix).values[i];
      value = std::nextafter(value, 10.0);
      EXPECT_NE(checksum_of(other), checksum) << field.name << " " << i;
    }
    NetworkWeights other = weights;
    std::swap((other.*field.matrix).posts, (other.*field.matrix).pres);
    EXPECT_NE(checksum_of(other), checksum) << field.name;
  }
}

}  // namespace
}  // namespace ebsnn
