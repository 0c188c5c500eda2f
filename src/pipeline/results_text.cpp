#include "pipeline/results_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ebsnn {

std::string table_of(const std::vector<Result>& results) {
  std::string text = fmt::format("{:<15} {:>8} {:<9} {:>6} {:>9}   {}\n", "corruption", "level",
                                 "unit", "n", "accuracy", "Wilson 95 %");
  for (const Result& result : results) {
    const ConfusionMatrix& confusion = result.confusion;
    const PercentInterval interval =
        wilson_interval_percent(confusion.correct(), confusion.total());
    text += fmt::format("{:<15} {:>8} {:<9} {:>6} {:>7.2f} %   {:.2f} - {:.2f} %\n",
                        result.corruption, result.level, result.unit, confusion.total(),
                        confusion.accuracy_percent(), interval.low, interval.high);
  }
  return text;
}

std::string chance_text(const std::vector<Result>& results) {
  std::vector<const Result*> rows;
  std::vector<double> shares;
  for (const Result& result : results) {
    if (result.confusion.total() > 0) {
      rows.push_back(&result);
      shares.push_back(result.confusion.largest_class_percent());
    }
  }
  if (shares.empty()) {
    return "";
  }
  const auto [low, high] = std::minmax_element(shares.begin(), shares.end());
  const std::string number =
      *low == *high ? fmt::format("{:.2f}", *low) : fmt::format("{:.2f} to {:.2f}", *low, *high);
  return fmt::format("Chance: {:.2f} %; always the largest class: {} %\n", chance_percent(rows),
                     number);
}

std::string cost_text(const CostChoice& choice) {
  std::size_t recordings = 0;
  for (const std::size_t samples : choice.samples) {
    recordings += samples;
  }
  const auto accuracy = [&choice](std::size_t cost) {
    return fmt::format("{:.2f} % +- {:.2f}", choice.mean_percent.at(cost),
                       choice.standard_error_percent.at(cost));
  };
  return fmt::format(
      "C = {} chosen by {}-fold cross-validation on {} training recordings: {}; the best, C = {}: "
      "{}",
      choice.cost(), kFolds, recordings, accuracy(choice.chosen), kCostCandidates.at(choice.best),
      accuracy(choice.best));
}

}  // namespace ebsnn
