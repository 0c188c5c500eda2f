#pragma once
// Compares sequences of doubles within given bounds, and gives one readable message for all
// elements. Only for tests.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace ebsnn::testing {

/// |actual - expected| <= max(relative max(|actual|, |expected|), absolute).
struct Tolerance {
  /// The bounds that the project promises for traces, conductances and weights.
  double relative = 1e-9;
  /// Near zero a relative bound is too strict: a sum of terms of 1 to 100 (mV, weights up to 5)
  /// that cancel is only known to a few units of 2^-53 * 100 = 1e-14.
  double absolute = 1e-13;
};

[[nodiscard]] inline bool close(double actual, double expected, const Tolerance& tolerance) {
  const double bound = std::max(tolerance.relative * std::max(std::abs(actual), std::abs(expected)),
                                tolerance.absolute);
  return std::abs(actual - expected) <= bound;
}

/// Success if all elements are close; NaN is not close to anything. Otherwise names the worst
/// element.
[[nodiscard]] inline ::testing::AssertionResult all_close(std::span<const double> actual,
                                                          std::span<const double> expected,
                                                          const Tolerance& tolerance = {}) {
  if (actual.size() != expected.size()) {
    return ::testing::AssertionFailure()
           << actual.size() << " elements, expected " << expected.size();
  }
  std::size_t bad = 0;
  std::size_t worst = 0;
  double worst_difference = -1.0;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if (close(actual[i], expected[i], tolerance)) {
      continue;
    }
    ++bad;
    const double difference = std::abs(actual[i] - expected[i]);
    if (!(difference <= worst_difference)) {
      worst = i;
      worst_difference = difference;
    }
  }
  if (bad == 0) {
    return ::testing::AssertionSuccess();
  }
  return ::testing::AssertionFailure()
         << bad << " of " << actual.size() << " elements differ, most of all element " << worst
         << ": " << ::testing::PrintToString(actual[worst]) << ", expected "
         << ::testing::PrintToString(expected[worst]) << " (difference " << worst_difference << ")";
}

}  // namespace ebsnn::testing
