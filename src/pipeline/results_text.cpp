#include "pipeline/results_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

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
  std::vector<double> shares;
  for (const Result& result : results) {
    if (result.confusion.total() > 0) {
      shares.push_back(result.confusion.largest_class_percent());
    }
  }
  if (shares.empty()) {
    return "";
  }
  const auto [low, high] = std::minmax_element(shares.begin(), shares.end());
  const std::string number =
      *low == *high ? fmt::format("{:.2f}", *low) : fmt::format("{:.2f} to {:.2f}", *low, *high);
  return fmt::format("Chance: {} % (the share of the largest class of the test recordings)\n",
                     number);
}

std::string convergence_text(const LinearSvm& svm) {
  std::vector<int> not_converged;
  for (std::size_t i = 0; i < svm.classes.size(); ++i) {
    if (svm.converged[i] == 0) {
      not_converged.push_back(svm.classes[i]);
    }
  }
  const double excess =
      svm.excess.empty() ? 0.0 : *std::max_element(svm.excess.begin(), svm.excess.end());
  const std::string above = fmt::format("at most {:.1g} above the optimum", excess);
  if (not_converged.empty()) {
    return fmt::format("Linear SVM: all {} classes converged, {}", svm.classes.size(), above);
  }
  return fmt::format(
      "Linear SVM: {} of {} classes converged, {}; not converged: {} (classifier.h5 has the "
      "figures; see --svm-tolerance)",
      svm.classes.size() - not_converged.size(), svm.classes.size(), above,
      fmt::join(not_converged, ", "));
}

std::string convergence_of_classes(const LinearSvm& svm) {
  std::string text;
  for (std::size_t i = 0; i < svm.classes.size(); ++i) {
    text += fmt::format(
        "SVM class {}: {}, primal objective {:.6g}, at most {:.1g} above the optimum ({} "
        "iterations and {} Newton steps)\n",
        svm.classes[i], svm.converged[i] != 0 ? "converged" : "NOT CONVERGED", svm.objective[i],
        svm.excess[i], svm.iterations[i], svm.newton_steps[i]);
  }
  return text;
}

}  // namespace ebsnn
