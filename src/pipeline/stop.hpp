#pragma once
// Reasons to end a run early: signals and the time limit.

#include <chrono>
#include <string>

namespace ebsnn {

/// From now on, SIGHUP (a closed terminal), SIGINT, SIGTERM, SIGUSR1, SIGUSR2 and SIGXCPU (the soft
/// limit of CPU time) are remembered and do not end the process; but SIGHUP stays ignored if it is, as
/// under nohup. Batch systems send SIGTERM, SIGUSR1 or SIGUSR2 before the time limit. Programs that
/// save their state call this first of all, so that no signal comes too early.
void watch_stop_signals();
/// Those that came so far no longer count: for a process that runs several programs.
void forget_stop_signals();

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
