// Normals, one pair at a time. The vector code is compared with this; it runs on processors without
// vector unit.

#include "core/elementary.hpp"
#include "kernels/normals.hpp"
#include "kernels/philox.hpp"

#include <cmath>

namespace ebsnn {
namespace {

using Block = std::array<std::uint32_t, 4>;

Block philox_block(const PhiloxStart& start, std::uint32_t number) {
  Block c = start.counter;
  c[0] = number;
  std::array<std::uint32_t, 2> key = start.key;
  for (int round = 0; round < philox::kRounds; ++round) {
    const std::uint64_t a = std::uint64_t{philox::kFactor0} * c[0];
    const std::uint64_t b = std::uint64_t{philox::kFactor1} * c[2];
    c = {static_cast<std::uint32_t>(b >> 32U) ^ c[1] ^ key[0], static_cast<std::uint32_t>(b),
         static_cast<std::uint32_t>(a >> 32U) ^ c[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += philox::kWeyl0;
    key[1] += philox::kWeyl1;
  }
  return c;
}

/// Uniform in [-1, 1), from 53 bits.
double uniform(std::uint32_t high, std::uint32_t low) {
  return static_cast<double>(((std::uint64_t{high} << 32U) | low) >> 11U) * 0x1.0p-52 - 1.0;
}

void draw_normals(const PhiloxStart& start, std::uint32_t first_block, NormalBatch& batch) {
  batch.count = 0;
  for (std::uint32_t i = 0; i < kNormalBlocks; ++i) {
    const Block block = philox_block(start, first_block + i);
    const double x = uniform(block[0], block[1]);
    const double y = uniform(block[2], block[3]);
    const double square = x * x + y * y;
    if (square < 1.0 && square != 0.0) {
      const double factor = std::sqrt(-2.0 * portable_log(square) / square);
      batch.values[batch.count++] = x * factor;
      batch.values[batch.count++] = y * factor;
    }
  }
}

}  // namespace

DrawNormals scalar_draw_normals() { return draw_normals; }

}  // namespace ebsnn
