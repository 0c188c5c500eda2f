#include "statistics/corruption_error.hpp"

#include "core/error.hpp"
#include "statistics/level_curve.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ebsnn {
namespace {

void require_same_levels(std::span<const double> network, std::span<const double> reference) {
  if (network.size() != reference.size() || network.empty()) {
    throw InputError(fmt::format(
        "corruption error: {} levels of the network and {} of the reference, must be as many, and "
        "at least 1",
        network.size(), reference.size()));
  }
  require_percent(network, "accuracies of the network");
  require_percent(reference, "accuracies of the reference");
}

/// sum_l (from - a_l): from 100, the errors; from the clean accuracy, the errors added.
double summed_loss(double from_percent, std::span<const double> accuracy_percent) {
  double sum = 0.0;
  for (const double accuracy : accuracy_percent) sum += from_percent - accuracy;
  return sum;
}

}  // namespace

Ratio corruption_error(std::span<const double> accuracy_percent,
                       std::span<const double> reference_percent) {
  require_same_levels(accuracy_percent, reference_percent);
  return ratio_of(summed_loss(100.0, accuracy_percent), summed_loss(100.0, reference_percent),
                  "the reference's summed error (percent)");
}

Ratio relative_corruption_error(const CleanAndCorrupted& network,
                                const CleanAndCorrupted& reference) {
  require_same_levels(network.corrupted_percent, reference.corrupted_percent);
  require_percent({&network.clean_percent, 1}, "clean accuracy of the network");
  require_percent({&reference.clean_percent, 1}, "clean accuracy of the reference");
  return ratio_of(summed_loss(network.clean_percent, network.corrupted_percent),
                  summed_loss(reference.clean_percent, reference.corrupted_percent),
                  "the reference's summed loss against its clean accuracy (percent)");
}

Ratio mean_corruption_error(std::span<const NamedRatio> errors) {
  if (errors.empty()) {
    throw InputError("mean corruption error: 0 corruptions, must be at least 1");
  }
  double sum = 0.0;
  for (const NamedRatio& named : errors) {
    if (std::isnan(named.error.value)) {
      Ratio undefined;
      undefined.reason = fmt::format("{}: {}", named.corruption, named.error.reason);
      return undefined;
    }
    sum += named.error.value;
  }
  return {sum / static_cast<double>(errors.size()), {}};
}

}  // namespace ebsnn
