#pragma once
// A ratio that may be undefined, and says why.

#include <limits>
#include <string>
#include <string_view>

namespace ebsnn {

struct Ratio {
  double value = std::numeric_limits<double>::quiet_NaN();
  std::string reason;  ///< why `value` is NaN, for messages and tables; empty if it is a number
};

/// numerator / denominator. NaN, with the reason, if the denominator is not above 0. The reason
/// names the denominator: "<name> is 0, must be above 0".
[[nodiscard]] Ratio ratio_of(double numerator, double denominator, std::string_view name);

}  // namespace ebsnn
