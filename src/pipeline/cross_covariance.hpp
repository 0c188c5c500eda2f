#pragma once
// How excitation and inhibition follow each other within a presentation.
//
// For the populations' mean conductances e(t) and i(t), each less its mean over the steps of its
// presentation,
//   c(lag) = sum of e(t) i(t + lag) / sqrt(sum of e(t)^2 sum of i(t)^2),
// with sums over steps and presentations; outside of a presentation e and i are 0. So c is between
// -1 and 1. A positive lag means that inhibition follows excitation. The definition is the
// project's own; usual is the same for one pair of series (Okun & Lampl 2008, doi 10.1038/nn.2105).

#include <cstddef>
#include <span>
#include <vector>

namespace ebsnn {

inline constexpr int kLargestLag_ms = 20;
inline constexpr std::size_t kLags = 2 * kLargestLag_ms + 1;

/// Lag and height of the largest value of c; of equal ones, the one with the smallest |lag|, then
/// the positive one. Both are NaN if e or i is constant in every presentation.
struct CorrelationPeak {
  double lag_ms;
  double height;
};

/// The sums in the equation above.
class CrossCovariance {
 public:
  /// Adds a presentation; both series have one value for each step. A constant series adds 0.
  void add(std::span<const double> excitation, std::span<const double> inhibition);
  CrossCovariance& operator+=(const CrossCovariance& other);

  /// c at the lags -kLargestLag_ms .. kLargestLag_ms; all NaN where e or i is always constant.
  [[nodiscard]] std::vector<double> correlation() const;
  [[nodiscard]] CorrelationPeak peak() const;

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& products_& excitation_& inhibition_;
  }

 private:
  std::vector<double> products_ = std::vector<double>(kLags);
  double excitation_ = 0.0;
  double inhibition_ = 0.0;
};

}  // namespace ebsnn
