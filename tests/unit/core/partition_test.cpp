#include "core/partition.hpp"

#include <gtest/gtest.h>

namespace ebsnn {
namespace {

class Partition : public testing::TestWithParam<std::size_t> {};

TEST_P(Partition, CoversAllItemsOnceInBlocksOfNearlyEqualSize) {
  const std::size_t parts = GetParam();
  for (std::size_t n = 0; n <= 50; ++n) {
    std::size_t next = 0;
    std::size_t previous_count = n;
    const std::size_t largest = block_of(n, 0, parts).count;
    for (std::size_t part = 0; part < parts; ++part) {
      const Block block = block_of(n, part, parts);
      EXPECT_EQ(block.first, next) << n << " items, part " << part << " of " << parts;
      EXPECT_LE(block.count, previous_count);
      EXPECT_LE(largest - block.count, 1U);
      previous_count = block.count;
      next = block.end();
    }
    EXPECT_EQ(next, n);
  }
}

INSTANTIATE_TEST_SUITE_P(Parts, Partition,
                         testing::Values(1U, 2U, 3U, 7U, 16U, 49U, 50U, 51U, 100U));

TEST(Partition, LeavesTheLastPartsEmptyWhereThereAreMoreThanItems) {
  EXPECT_EQ(block_of(3, 2, 5).count, 1U);
  EXPECT_EQ(block_of(3, 3, 5).count, 0U);
  EXPECT_EQ(block_of(3, 4, 5).count, 0U);
  EXPECT_EQ(block_of(0, 0, 1).count, 0U);
}

}  // namespace
}  // namespace ebsnn
