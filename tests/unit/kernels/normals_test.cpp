// Normals in large numbers compared with RandomSequence::normal() and the scalar twin, bit for bit.
// tests/unit/kernels/CMakeLists.txt runs them once for each instruction set.

#include "kernels/normals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <span>

namespace ebsnn {
namespace {

RandomSequence sequence(std::uint64_t index) {
  return {20230926, Stream::time_jitter, key_of(10.0), index};
}

TEST(NormalStream, IsTheSequenceOfNormals) {
  for (const std::uint64_t index : {0ULL, 1ULL, 59999ULL, 0xabc00000007ULL}) {
    RandomSequence random = sequence(index);
    NormalStream normals(random);
    for (int i = 0; i < 50000; ++i) {
      ASSERT_EQ(normals.next(), random.normal()) << "normal " << i << " of sequence " << index;
    }
  }
}

TEST(NormalStream, StartsWhereTheSequenceDoes) {
  RandomSequence drawn = sequence(3);
  for (int i = 0; i < 7; ++i) (void)drawn.normal();
  (void)drawn.bits();
  RandomSequence fresh = sequence(3);
  EXPECT_EQ(NormalStream(drawn).next(), fresh.normal());
}

TEST(NormalKernel, EqualsItsScalarTwin) {
  const PhiloxStart start = sequence(5).start();
  std::size_t count = 0;
  for (std::uint32_t block = 0; block < 1000U * kNormalBlocks; block += kNormalBlocks) {
    NormalBatch batch;
    NormalBatch expected;
    draw_normals_kernel()(start, block, batch);
    scalar_draw_normals()(start, block, expected);
    ASSERT_EQ(batch.count, expected.count);
    ASSERT_TRUE(std::ranges::equal(std::span(batch.values).first(batch.count),
                                   std::span(expected.values).first(batch.count)))
        << "from block " << block;
    count += batch.count;
  }
  EXPECT_NEAR(static_cast<double>(count) / (2000.0 * kNormalBlocks), 0.7854, 0.005);
}

}  // namespace
}  // namespace ebsnn
