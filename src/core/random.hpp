#pragma once
// Counter-based random numbers: a draw is a function of (seed, stream, variant, index) and of its
// position in that sequence. It does not depend on the rank or on earlier draws. Generator:
// Philox4x32-10 (Salmon et al., SC'11, doi 10.1145/2063384.2063405) from Random123.

#include <array>
#include <cstddef>
#include <cstdint>

namespace ebsnn {

/// Purpose of a sequence. It is part of the key, so two purposes never share numbers. The values
/// determine the results; new purposes get new values. A corruption may give its number in its own
/// file, as Stream{21}: 16 .. 31 and 64 .. 127 are those of corruptions, 49 .. 63 of measurements.
enum class Stream : std::uint32_t {
  initial_weights = 1,
  training_patch = 2,
  shuffle_weights = 3,
  drop_event = 16,
  drop_area = 17,
  uniform_noise = 18,
  spatial_jitter = 19,
  time_jitter = 20,
  synthetic_sensor = 32,
  synthetic_recording = 33,
  analysis_bootstrap = 48,
};

/// Where Philox starts for a sequence. Block b adds b to the counter, whose first and last words
/// are 0 at the start.
struct PhiloxStart {
  std::array<std::uint32_t, 2> key;
  std::array<std::uint32_t, 4> counter;
};

/// One reproducible sequence. Cheap to construct (no warm-up), cheap to copy.
class RandomSequence {
 public:
  /// `variant` tells apart sequences within a stream (e.g. the bits of a corruption's level);
  /// `index` is usually the recording or the patch.
  RandomSequence(std::uint64_t seed, Stream stream, std::uint64_t variant, std::uint64_t index);

  /// 32 uniformly distributed bits.
  std::uint32_t bits() {
    if (used_ == drawn_.size()) {
      refill();
    }
    return drawn_[used_++];
  }
  /// Uniform in [0, 1), 53 random bits.
  double uniform();
  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform integer in 0 .. bound - 1, without bias. `bound` > 0.
  std::uint32_t below(std::uint32_t bound) {
    // Lemire (2019), doi 10.1145/3230636: multiply, and reject the few products that would occur
    // too often.
    std::uint64_t product = std::uint64_t{bits()} * bound;
    if (static_cast<std::uint32_t>(product) < bound) {
      const std::uint32_t threshold = (0U - bound) % bound;
      while (static_cast<std::uint32_t>(product) < threshold) {
        product = std::uint64_t{bits()} * bound;
      }
    }
    return static_cast<std::uint32_t>(product >> 32U);
  }
  /// A fair coin.
  bool coin() { return (bits() >> 31U) != 0; }
  /// Standard normal (Marsaglia's polar method), the same bits on every machine.
  double normal();

  /// Start of the whole sequence, regardless of how many numbers have been drawn.
  [[nodiscard]] PhiloxStart start() const { return {key_, {0, counter_[1], counter_[2], 0}}; }

 private:
  void refill();

  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  // Four blocks at a time: the processor computes them in parallel.
  std::array<std::uint32_t, 16> drawn_{};
  std::size_t used_ = drawn_.size();
  double spare_normal_ = 0.0;
  bool has_spare_normal_ = false;
};

/// The bits of a double as a key for `RandomSequence` (+0 and -0 give the same key).
std::uint64_t key_of(double value);

}  // namespace ebsnn
