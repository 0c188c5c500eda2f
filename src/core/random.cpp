#include "core/random.hpp"

#include "core/elementary.hpp"

#include <Random123/philox.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace ebsnn {
namespace {

constexpr std::uint32_t low_word(std::uint64_t value) { return static_cast<std::uint32_t>(value); }
constexpr std::uint32_t high_word(std::uint64_t value) {
  return static_cast<std::uint32_t>(value >> 32U);
}

/// Mixes two words into one (the finaliser of SplitMix64), so that streams and variants share one
/// half of the counter.
constexpr std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31U);
}

}  // namespace

// Seed and variant make the key (64 bits), stream and index the counter. Sequences of the same
// (seed, variant) never overlap: each has 2^32 blocks, and its own counter for every index below
// 2^48.
RandomSequence::RandomSequence(std::uint64_t seed, Stream stream, std::uint64_t variant,
                               std::uint64_t index) {
  const std::uint64_t key = mix(seed ^ mix(variant));
  key_ = {low_word(key), high_word(key)};
  counter_ = {0, low_word(index),
              (static_cast<std::uint32_t>(stream) << 16U) | (high_word(index) & 0xffffU), 0};
}

void RandomSequence::refill() {
  const r123::Philox4x32::key_type key{{key_[0], key_[1]}};
  constexpr std::size_t kWords = 4;
  for (std::size_t i = 0; i < drawn_.size(); i += kWords) {
    const r123::Philox4x32::ctr_type counter{{counter_[0], counter_[1], counter_[2], counter_[3]}};
    const auto block = r123::Philox4x32{}(counter, key);
    std::copy_n(block.begin(), kWords, drawn_.begin() + static_cast<std::ptrdiff_t>(i));
    if (++counter_[0] == 0) {
      ++counter_[3];
    }
  }
  used_ = 0;
}

double RandomSequence::uniform() {
  const std::uint64_t high = bits();
  const std::uint64_t low = bits();
  return static_cast<double>(((high << 32U) | low) >> 11U) * 0x1.0p-53;
}

double RandomSequence::normal() {
  if (has_spare_normal_) {
    has_spare_normal_ = false;
    return spare_normal_;
  }
  double x = 0.0;
  double y = 0.0;
  double square = 0.0;
  do {
    x = uniform(-1.0, 1.0);
    y = uniform(-1.0, 1.0);
    square = x * x + y * y;
  } while (square >= 1.0 || square == 0.0);
  const double factor = std::sqrt(-2.0 * portable_log(square) / square);
  spare_normal_ = y * factor;
  has_spare_normal_ = true;
  return x * factor;
}

std::uint64_t key_of(double value) { return std::bit_cast<std::uint64_t>(value + 0.0); }

}  // namespace ebsnn
