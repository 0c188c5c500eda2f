#pragma once
// Reasons to end a run early: signals and the time limit.

#include <chrono>
#include <string>

namespace ebsnn {

/// From now on, SIGTERM, SIGINT and SIGUSR1 are remembered and do not end the process. Batch
/// systems send them before the time limit.
void watch_stop_signals();

/// Whether this process must stop: a remembered signal, or more than `max_hours` since `start`.
class StopCondition {
 public:
  using Clock = std::chrono::steady_clock;
  /// max_hours <= 0: no limit.
  explicit StopCondition(double max_hours = 0.0, Clock::time_point start = Clock::now());
  /// Reason to stop, e.g. "SIGTERM" or "--max-hours 2"; empty: continue. Cheap.
  [[nodiscard]] std::string reason() const;

 private:
  double max_hours_;
  Clock::time_point start_;
};

}  // namespace ebsnn
