#pragma once
// Scaling of spike counts before they are read out. Without it, a network that fires more is
// regularised less at the same C.
//
// With c the counts of one recording [feature], over the n training recordings of F features:
//     counts     x_j = c_j                        the published readout
//     meanrate   x_j = c_j / m                    m = sum of all counts / (n F); m = 0 gives 0
//     l2         x_j = c_j / sqrt(sum_k c_k^2)    silent recordings stay 0
//     zscore     x_j = (c_j - m_j) / s_j          m_j, s_j: mean and standard deviation of feature j
//                                                 (division by n); s_j = 0 gives 0
// What is fitted (m, m_j, s_j) is fitted to uncorrupted training recordings alone.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

enum class ScalingRule : std::uint8_t { counts, meanrate, l2, zscore };

struct ScalingInfo {
  ScalingRule rule;
  std::string_view name;     ///< of --scaling
  std::string_view summary;  ///< for --help
};
/// All rules, the default first.
[[nodiscard]] std::span<const ScalingInfo> scalings();
[[nodiscard]] std::string name_of(ScalingRule rule);
/// Throws InputError listing the known names if there is none called `name`.
[[nodiscard]] ScalingRule scaling_called(std::string_view name);

/// A rule with what was fitted.
struct Scaling {
  ScalingRule rule = ScalingRule::counts;
  double mean_count = 0.0;                 ///< m; meanrate only
  std::vector<double> mean;                ///< m_j [feature]; zscore only
  std::vector<double> standard_deviation;  ///< s_j [feature]; zscore only

  /// Writes x [feature] to `values`.
  void apply(std::span<const std::uint16_t> counts, double* values) const;

  friend bool operator==(const Scaling&, const Scaling&) = default;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& rule& mean_count& mean& standard_deviation;
  }
};

/// Fits a rule to `counts` [recording, feature] of the training set.
[[nodiscard]] Scaling fit_scaling(ScalingRule rule, std::span<const std::uint16_t> counts,
                                  std::size_t features);

}  // namespace ebsnn
