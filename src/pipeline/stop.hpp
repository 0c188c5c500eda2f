#pragma once
// Reasons to end a run early: signals and the time limit.

#include <chrono>
#include <string>

namespace ebsnn {

/// From now on, SIGTERM, SIGINT and SIGUSR1 are remembered and do not end the process. Batch
/// systems send them before the time limit.
void watch_stop_signals();

/// Whether this process must stop: a remembered signal, or more than `max_hours` since
/// construction.
class StopCondition {
 public:
  /// max_hours <= 0: no limit.
  explicit StopCondition(double max_hours = 0.0);
  /// Reason to stop, e.g. "SIGTERM" or "--max-hours 2"; empty: continue. Cheap.
  [[nodiscard]] std::string reason() const;

 private:
  double max_hours_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace ebsnn
