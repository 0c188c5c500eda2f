#pragma once
// When a run must end early: signals and the time limit.

#include <chrono>
#include <string>

namespace ebsnn {

/// From now on SIGTERM, SIGINT and SIGUSR1 are remembered instead of ending the process. Batch
/// systems send them before the time limit.
void watch_stop_signals();

/// Whether this process has reason to stop: a remembered signal, or more than `max_hours` since
/// construction.
class StopCondition {
 public:
  /// max_hours <= 0: no limit.
  explicit StopCondition(double max_hours = 0.0);
  /// Why to stop, e.g. "SIGTERM" or "--max-hours 2"; empty: go on. Cheap.
  [[nodiscard]] std::string reason() const;

 private:
  double max_hours_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace ebsnn
