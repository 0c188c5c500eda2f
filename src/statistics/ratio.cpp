#include "statistics/ratio.hpp"

#include <fmt/format.h>

namespace ebsnn {

Ratio ratio_of(double numerator, double denominator, std::string_view name) {
  if (denominator > 0.0) return {numerator / denominator, {}};
  Ratio undefined;
  undefined.reason = fmt::format("{} is {}, must be above 0", name, denominator);
  return undefined;
}

}  // namespace ebsnn
