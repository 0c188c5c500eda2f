// When --max-hours is over.

#include "pipeline/stop.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

namespace ebsnn {
namespace {

std::string reason_after(double max_hours, std::chrono::seconds passed) {
  return StopCondition(max_hours, StopCondition::Clock::now() - passed).reason();
}

TEST(StopCondition, ComesAfterHours) {
  using namespace std::chrono_literals;
  EXPECT_EQ(reason_after(2.0, 118min), "");
  EXPECT_EQ(reason_after(2.0, 121min), "--max-hours 2");
  EXPECT_EQ(reason_after(0.5, 29min), "");
  EXPECT_EQ(reason_after(0.5, 31min), "--max-hours 0.5");
}

TEST(StopCondition, NeverComesWithoutALimit) {
  EXPECT_EQ(reason_after(0.0, std::chrono::hours(1000)), "");
}

/// Those of batch systems and limits too: SIGXCPU comes with the soft limit of CPU time.
TEST(StopCondition, ComesWithEachSignal) {
  const std::pair<int, const char*> signals[] = {{SIGINT, "SIGINT"},   {SIGTERM, "SIGTERM"},
                                                 {SIGUSR1, "SIGUSR1"}, {SIGUSR2, "SIGUSR2"},
                                                 {SIGXCPU, "SIGXCPU"}, {SIGHUP, "SIGHUP"}};
  for (const auto& [signal, name] : signals) {
    const auto stop = [signal = signal] {
      std::signal(SIGHUP, SIG_DFL);
      watch_stop_signals();
      std::raise(signal);
      std::fputs(StopCondition().reason().c_str(), stderr);
      std::_Exit(0);
    };
    EXPECT_EXIT(stop(), testing::ExitedWithCode(0), name);
  }
}

}  // namespace
}  // namespace ebsnn
