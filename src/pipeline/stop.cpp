#include "pipeline/stop.hpp"

#include <fmt/format.h>

#include <csignal>

namespace ebsnn {
namespace {

volatile std::sig_atomic_t received_signal = 0;

extern "C" void remember_signal(int signal) { received_signal = signal; }

std::string signal_name(int signal) {
  switch (signal) {
    case SIGHUP:
      return "SIGHUP";
    case SIGTERM:
      return "SIGTERM";
    case SIGINT:
      return "SIGINT";
    case SIGUSR1:
      return "SIGUSR1";
    case SIGUSR2:
      return "SIGUSR2";
    case SIGXCPU:
      return "SIGXCPU";
    default:
      return fmt::format("signal {}", signal);
  }
}

}  // namespace

void watch_stop_signals() {
  struct sigaction action {};
  action.sa_handler = remember_signal;
  action.sa_flags = SA_RESTART;
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGXCPU}) {
    sigaction(signal, &action, nullptr);
  }
  struct sigaction before {};
  sigaction(SIGHUP, nullptr, &before);
  if (before.sa_handler != SIG_IGN) {
    sigaction(SIGHUP, &action, nullptr);
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
