#include "readout/scaling.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ebsnn {
namespace {

constexpr std::array<ScalingInfo, 4> kScalings{{
    {ScalingRule::counts, "counts", "none"},
    {ScalingRule::meanrate, "meanrate", "divided by the mean count of the training set"},
    {ScalingRule::l2, "l2", "each recording divided by its Euclidean norm"},
    {ScalingRule::zscore, "zscore",
     "each feature minus its training mean, divided by its training standard deviation"},
}};

double quotient(double value, double divisor) { return divisor > 0.0 ? value / divisor : 0.0; }

/// Exact: counts are whole numbers, and their sums are far below 2^53.
double sum_of(std::span<const std::uint16_t> counts) {
  std::uint64_t sum = 0;
  for (const std::uint16_t count : counts) sum += count;
  return static_cast<double>(sum);
}

double norm_of(std::span<const std::uint16_t> counts) {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : counts) sum += count * count;
  return std::sqrt(static_cast<double>(sum));
}

void fit_features(Scaling& scaling, std::span<const std::uint16_t> counts, std::size_t features) {
  const std::size_t samples = counts.size() / features;
  const auto n = static_cast<double>(samples);
  scaling.mean.assign(features, 0.0);
  scaling.standard_deviation.assign(features, 0.0);
  for (std::size_t i = 0; i < counts.size(); ++i) scaling.mean[i % features] += counts[i];
  for (double& mean : scaling.mean) mean = quotient(mean, n);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double difference = counts[i] - scaling.mean[i % features];
    scaling.standard_deviation[i % features] += difference * difference;
  }
  for (double& sd : scaling.standard_deviation) sd = std::sqrt(quotient(sd, n));
}

}  // namespace

std::span<const ScalingInfo> scalings() { return kScalings; }

std::string name_of(ScalingRule rule) {
  return std::string(kScalings.at(static_cast<std::size_t>(rule)).name);
}

ScalingRule scaling_called(std::string_view name) {
  std::vector<std::string_view> names;
  for (const ScalingInfo& info : kScalings) {
    if (info.name == name) return info.rule;
    names.push_back(info.name);
  }
  throw InputError(fmt::format("scaling '{}' is unknown, must be one of {}", excerpt(name),
                               fmt::join(names, ", ")));
}

void Scaling::apply(std::span<const std::uint16_t> counts, double* values) const {
  if (rule == ScalingRule::counts) {
    std::copy(counts.begin(), counts.end(), values);
    return;
  }
  if (rule == ScalingRule::zscore) {
    for (std::size_t j = 0; j < counts.size(); ++j) {
      values[j] = quotient(counts[j] - mean[j], standard_deviation[j]);
    }
    return;
  }
  const double divisor = rule == ScalingRule::l2 ? norm_of(counts) : mean_count;
  std::transform(counts.begin(), counts.end(), values,
                 [divisor](std::uint16_t count) { return quotient(count, divisor); });
}

Scaling fit_scaling(ScalingRule rule, std::span<const std::uint16_t> counts, std::size_t features) {
  Scaling scaling;
  scaling.rule = rule;
  if (rule == ScalingRule::meanrate) {
    scaling.mean_count = quotient(sum_of(counts), static_cast<double>(counts.size()));
  } else if (rule == ScalingRule::zscore) {
    fit_features(scaling, counts, features);
  }
  return scaling;
}

}  // namespace ebsnn
