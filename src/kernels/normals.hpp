#pragma once
// Standard normals in large numbers: the same bits as RandomSequence::normal(), several times
// faster. How a kernel is chosen: kernels.hpp.

#include "core/random.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace ebsnn {

/// Number of Philox blocks per call. A block gives one pair of normals, or none.
inline constexpr std::size_t kNormalBlocks = 128;

/// Normals of blocks first_block .. first_block + kNormalBlocks - 1.
struct NormalBatch {
  std::array<double, 2 * kNormalBlocks> values;
  std::size_t count = 0;  ///< of values that are set
};

using DrawNormals = void (*)(const PhiloxStart& start, std::uint32_t first_block,
                             NormalBatch& batch);

/// The kernel in use, see kernels().
[[nodiscard]] DrawNormals draw_normals_kernel();
/// The scalar twin, for comparison.
[[nodiscard]] DrawNormals scalar_draw_normals();

/// The normals of a sequence from its start, regardless of how many numbers have been drawn; at
/// least 2^31 of them.
class NormalStream {
 public:
  explicit NormalStream(const RandomSequence& random) : start_(random.start()) {}

  [[nodiscard]] double next() {
    while (used_ == batch_.count) refill();
    return batch_.values[used_++];
  }

 private:
  void refill() {
    draw_(start_, next_block_, batch_);
    next_block_ += kNormalBlocks;
    used_ = 0;
  }

  PhiloxStart start_;
  DrawNormals draw_ = draw_normals_kernel();
  std::uint32_t next_block_ = 0;
  std::size_t used_ = 0;
  NormalBatch batch_;
};

}  // namespace ebsnn
