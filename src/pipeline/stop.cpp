#include "pipeline/stop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>

namespace ebsnn {
namespace {

volatile std::sig_atomic_t received_signal = 0;

extern "C" void remember_signal(int signal) { received_signal = signal; }

struct StopSignal {
  int number;
  const char* name;
};

constexpr std::array kStopSignals{StopSignal{SIGINT, "SIGINT"},   StopSignal{SIGTERM, "SIGTERM"},
                                  StopSignal{SIGHUP, "SIGHUP"},   StopSignal{SIGUSR1, "SIGUSR1"},
                                  StopSignal{SIGUSR2, "SIGUSR2"}, StopSignal{SIGXCPU, "SIGXCPU"}};

/// Of one of the signals above.
std::string signal_name(int number) {
  return std::ranges::find(kStopSignals, number, &StopSignal::number)->name;
}

}  // namespace

void watch_stop_signals() {
  struct sigaction action {};
  action.sa_handler = remember_signal;
  action.sa_flags = SA_RESTART;
  for (const StopSignal& signal : kStopSignals) {
    struct sigaction before {};
    sigaction(signal.number, nullptr, &before);
    if (signal.number != SIGHUP || before.sa_handler != SIG_IGN) {
      sigaction(signal.number, &action, nullptr);
    }
  }
}

void forget_stop_signals() { received_signal = 0; }

StopCondition::StopCondition(double max_hours, Clock::time_point start)
    : max_hours_(max_hours), start_(start) {}

std::string StopCondition::reason() const {
  if (received_signal != 0) {
    return signal_name(received_signal);
  }
  const std::chrono::duration<double, std::ratio<3600>> hours = Clock::now() - start_;
  if (max_hours_ > 0.0 && hours.count() > max_hours_) {
    return fmt::format("--max-hours {}", max_hours_);
  }
  return {};
}

}  // namespace ebsnn
