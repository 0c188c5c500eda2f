#pragma once
// Finds the value of a parameter at which a measured quantity has a given value.

#include <functional>
#include <string>

namespace ebsnn {

/// What is looked for. `measure` rises, or falls, with its argument; small exceptions do no harm.
struct BisectionTask {
  std::function<double(double)> measure;
  bool rises = true;
  double target = 0.0;     ///< > 0
  double tolerance = 0.0;  ///< relative deviation from the target that is good enough
};

/// Where the search ended.
struct BisectionResult {
  double argument = 0.0;
  double value = 0.0;   ///< measured at `argument`
  bool within = false;  ///< the tolerance
  int measurements = 0;
};

/// Looks for a factor > 0: from 1, doubles or halves it until the target lies between two factors,
/// at most 20 times, then halves the ratio between them (geometric mean) at most 40 times. The
/// result that is closest to the target is returned. `measure` may return infinity.
[[nodiscard]] BisectionResult find_factor(const BisectionTask& task);

/// The same for a shift in first .. last from `first` on: adds 1, 2, 4, ... and takes arithmetic
/// means.
[[nodiscard]] BisectionResult find_shift(const BisectionTask& task, double first, double last);

}  // namespace ebsnn
