#pragma once
// Arguments of the operations of ebsnn_vary. All throw InputError naming the option, the argument
// and what is expected.

#include "network/weights.hpp"
#include "vary/operations.hpp"

#include <string>
#include <vector>

namespace ebsnn {

/// "PROJECTION=VALUE"
struct Assignment {
  const WeightField* projection;
  std::string value;
};
[[nodiscard]] Assignment assignment_in(const Operation& operation);

/// The FACTOR of "PROJECTION=FACTOR": finite, not negative.
[[nodiscard]] double factor_in(const Operation& operation);
/// A finite number above 0.
[[nodiscard]] double ratio_in(const Operation& operation);

using Projections = std::vector<const WeightField*>;
/// "feedback" or the name of a projection.
[[nodiscard]] Projections blocked_by(const Operation& operation);
/// "feedback", "feedforward", "all", or "rows" (V1weight).
[[nodiscard]] Projections shuffled_by(const Operation& operation);

/// Runs `work`; the message of its InputError then begins with option and argument.
void naming(const Operation& operation, const std::function<void()>& work);

}  // namespace ebsnn
