#pragma once
// When a run must end early: signals and the time limit. May be included by jobs and tools.

#include <chrono>
#include <string>

namespace ebsnn {

/// From now on SIGTERM, SIGINT and SIGUSR1 are remembered instead of ending the process. Batch
/// systems send them before the time limit.
void watch_stop_signals();

/// Whether this process has reason to stop: a remembered signal, or more than `max_hours` since
/// `start`.
class StopCondition {
 public:
  using Clock = std::chrono::steady_clock;
  /// max_hours <= 0: no limit.
  explicit StopCondition(double max_hours = 0.0, Clock::time_point start = Clock::now());
  /// Why to stop, e.g. "SIGTERM" or "--max-hours 2"; empty: go on. Cheap.
  [[nodiscard]] std::string reason() const;

 private:
  double max_hours_;
  Clock::time_point start_;
};

}  // namespace ebsnn
