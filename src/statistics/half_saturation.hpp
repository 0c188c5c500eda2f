#pragma once
// s50: the level of a corruption at which half of what is above chance is lost (compare the
// half-saturation levels of Grimaldi et al., Neural Networks 2024).

#include <limits>
#include <span>
#include <vector>

namespace ebsnn {

/// The non-increasing list that is closest to `values` in the sum of squares: isotonic regression
/// with equal weights, by pooling adjacent violators (Ayer et al., Ann. Math. Stat. 26:641, 1955,
/// doi 10.1214/aoms/1177728423).
[[nodiscard]] std::vector<double> non_increasing_fit(std::span<const double> values);

struct HalfSaturation {
  enum class Outcome {
    reached,
    never_reached,     ///< more than half is left at the last level: "> last level"
    not_above_chance,  ///< nothing is above chance at the first level, so it has no half
  };
  Outcome outcome = Outcome::not_above_chance;
  /// In the unit of the corruption; NaN unless reached.
  double level = std::numeric_limits<double>::quiet_NaN();
};

/// The first level x with (a(x) - kappa) / (a_0 - kappa) = 1/2. a(x) is the non-increasing fit of
/// the accuracies, linear between levels. a_0 is this fit at the first level, which is the clean
/// one. kappa is the accuracy of guessing, `chance_percent`. Levels run from mild to severe, as in
/// level_curve.hpp. Throws InputError as `require_curve` does, for no levels, and if kappa is
/// outside 0..100.
[[nodiscard]] HalfSaturation half_saturation(std::span<const double> levels,
                                             std::span<const double> accuracy_percent,
                                             double chance_percent);

/// As one number, for percentiles: the level; if it is never reached, infinity (minus infinity if
/// the levels fall), which is beyond all levels; NaN if the accuracy is not above chance.
[[nodiscard]] double on_level_axis(const HalfSaturation& half, std::span<const double> levels);

}  // namespace ebsnn
