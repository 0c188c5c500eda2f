// When --max-hours is over.

#include "pipeline/stop.hpp"

#include <gtest/gtest.h>

#include <chrono>

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

}  // namespace
}  // namespace ebsnn
