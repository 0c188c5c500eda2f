#include "readout/cross_validation.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace ebsnn {
namespace {

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_error_of(std::span<const double> values, double mean) {
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const auto n = static_cast<double>(values.size());
  return std::sqrt(squares / (n - 1.0) / n);
}

}  // namespace

std::vector<std::uint8_t> stratified_folds(std::span<const Label> labels) {
  std::map<Label, std::size_t> next;  // of each class, the position among all when sorted by class
  for (const Label label : labels) ++next[label];
  std::size_t before = 0;
  for (auto& [label, count] : next) before += std::exchange(count, before);
  std::vector<std::uint8_t> folds;
  folds.reserve(labels.size());
  for (const Label label : labels) {
    folds.push_back(static_cast<std::uint8_t>(next[label]++ % kFolds));
  }
  return folds;
}

CostChoice choose_cost(std::span<const std::uint64_t> correct,
                       const std::array<std::size_t, kFolds>& samples) {
  CostChoice choice;
  choice.samples = samples;
  for (std::size_t i = 0; i < correct.size(); ++i) {
    const std::size_t size = samples.at(i % kFolds);
    if (size == 0) {
      throw InputError(
          fmt::format("cross-validation: fold {} of {} has no recordings; at least {} "
                      "training recordings are needed",
                      i % kFolds + 1, kFolds, kFolds));
    }
    choice.accuracy_percent.push_back(100.0 * static_cast<double>(correct[i]) /
                                      static_cast<double>(size));
  }
  for (std::size_t i = 0; i < choice.accuracy_percent.size(); i += kFolds) {
    const auto row = std::span(choice.accuracy_percent).subspan(i, kFolds);
    choice.mean_percent.push_back(mean_of(row));
    choice.standard_error_percent.push_back(standard_error_of(row, choice.mean_percent.back()));
  }
  const auto& means = choice.mean_percent;
  choice.best = static_cast<std::size_t>(std::ranges::max_element(means) - means.begin());
  const double least = means[choice.best] - choice.standard_error_percent[choice.best];
  choice.chosen = static_cast<std::size_t>(
      std::ranges::find_if(means, [least](double mean) { return mean >= least; }) - means.begin());
  return choice;
}

}  // namespace ebsnn
