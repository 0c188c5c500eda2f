#include "core/random.hpp"

#include "core/elementary.hpp"

#include <Random123/philox.h>

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

// Seed and variant make the key (64 bits); stream and index are counters: within one (seed,
// variant) no two sequences can overlap, as a sequence has 2^32 blocks and an index below 2^48 of
// its own.
RandomSequence::RandomSequence(std::uint64_t seed, Stream stream, std::uint64_t variant,
                               std::uint64_t index) {
  const std::uint64_t key = mix(seed ^ mix(variant));
  key_ = {low_word(key), high_word(key)};
  counter_ = {0, low_word(index),
              (static_cast<std::uint32_t>(stream) << 16U) | (high_word(index) & 0xffffU), 0};
}

void RandomSequence::refill() {
  const r123::Philox4x32::ctr_type counter{{counter_[0], counter_[1], counter_[2], counter_[3]}};
  const r123::Philox4x32::key_type key{{key_[0], key_[1]}};
  const auto drawn = r123::Philox4x32{}(counter, key);
  block_ = {drawn[0], drawn[1], drawn[2], drawn[3]};
  if (++counter_[0] == 0) {
    ++counter_[3];
  }
  used_ = 0;
}

std::uint32_t RandomSequence::bits() {
  if (used_ == block_.size()) {
    refill();
  }
  return block_[used_++];
}

double RandomSequence::uniform() {
  const std::uint64_t high = bits();
  const std::uint64_t low = bits();
  return static_cast<double>(((high << 32U) | low) >> 11U) * 0x1.0p-53;
}

std::uint32_t RandomSequence::below(std::uint32_t bound) {
  // Lemire (2019), doi 10.1145/3230636: multiply, and reject the few products that would be too
  // likely.
  std::uint64_t product = std::uint64_t{bits()} * bound;
  if (low_word(product) < bound) {
    const std::uint32_t threshold = (0U - bound) % bound;
    while (low_word(product) < threshold) {
      product = std::uint64_t{bits()} * bound;
    }
  }
  return high_word(product);
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
