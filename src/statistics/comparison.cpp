#include "statistics/comparison.hpp"

#include "core/error.hpp"
#include "statistics/level_curve.hpp"
#include "statistics/mean.hpp"
#include "statistics/sign_flip.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace ebsnn {

Comparison compare_networks(std::span<const double> auc_a_percent,
                            std::span<const double> auc_b_percent, double margin_points) {
  if (auc_a_percent.size() != auc_b_percent.size()) {
    throw InputError(
        fmt::format("comparison: {} seeds of one network and {} of the other, must be "
                    "the same seeds",
                    auc_a_percent.size(), auc_b_percent.size()));
  }
  require_percent(auc_a_percent, "AUCs of the first network");
  require_percent(auc_b_percent, "AUCs of the second network");
  Comparison comparison;
  std::vector<double>& differences = comparison.differences_points;
  for (std::size_t s = 0; s < auc_a_percent.size(); ++s) {
    differences.push_back(auc_a_percent[s] - auc_b_percent[s]);
  }
  comparison.p = sign_flip_p(differences);
  comparison.mean_difference_points = mean_of(differences);
  if (differences.size() > 1) {
    comparison.equivalence = equivalence_test(differences, margin_points);
  }
  return comparison;
}

}  // namespace ebsnn
