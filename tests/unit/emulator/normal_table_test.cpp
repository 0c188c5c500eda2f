#include "emulator/normal_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <numbers>

namespace ebsnn {
namespace {

TEST(NormalTable, HasNormalQuantiles) {
  const NormalTable table;
  double sum = 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < NormalTable::kSize; ++i) {
    const double x = table.values()[i];
    sum += x;
    squares += x * x;
    const double below = 0.5 * std::erfc(-x / std::numbers::sqrt2);
    EXPECT_NEAR(below, (static_cast<double>(i) + 0.5) / NormalTable::kSize, 3e-4) << i;
  }
  EXPECT_NEAR(sum, 0.0, 1e-9);
  EXPECT_NEAR(squares / NormalTable::kSize, 1.0, 1e-6);
}

}  // namespace
}  // namespace ebsnn
