#include "statistics/weighted_count.hpp"

#include <algorithm>
#include <bit>

namespace ebsnn {
namespace {

constexpr std::size_t kBitsPerWord = 64;

/// Ones in each byte of `x`.
std::uint64_t ones_per_byte(std::uint64_t x) {
  x -= (x >> 1U) & 0x5555555555555555ULL;
  x = (x & 0x3333333333333333ULL) + ((x >> 2U) & 0x3333333333333333ULL);
  return (x + (x >> 4U)) & 0x0f0f0f0f0f0f0f0fULL;
}

std::uint64_t sum_of_bytes(std::uint64_t x) {
  x = (x & 0x00ff00ff00ff00ffULL) + ((x >> 8U) & 0x00ff00ff00ff00ffULL);
  return (x * 0x0001000100010001ULL) >> 48U;
}

/// Ones in a AND b. Portable code that compilers make vector code of; without -mpopcnt,
/// std::popcount calls a function for each word.
std::uint64_t common_ones(const std::uint64_t* a, const std::uint64_t* b, std::size_t words) {
  constexpr std::size_t kBlock = 31;  // 8 ones in a byte, 31 times, fit into the byte
  std::uint64_t ones = 0;
  for (std::size_t first = 0; first < words; first += kBlock) {
    const std::size_t end = std::min(words, first + kBlock);
    std::uint64_t bytes = 0;
    for (std::size_t i = first; i < end; ++i) bytes += ones_per_byte(a[i] & b[i]);
    ones += sum_of_bytes(bytes);
  }
  return ones;
}

}  // namespace

WeightDigits::WeightDigits(std::span<const std::uint32_t> weights)
    : words_((weights.size() + kBitsPerWord - 1) / kBitsPerWord) {
  const auto digits = static_cast<std::size_t>(std::bit_width(std::ranges::max(weights)));
  digits_.resize(digits * words_);
  for (std::size_t k = 0; k < digits; ++k) {
    std::uint64_t* const digit = digits_.data() + k * words_;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      digit[i / kBitsPerWord] |= std::uint64_t{(weights[i] >> k) & 1U} << (i % kBitsPerWord);
    }
  }
}

std::uint64_t WeightDigits::count(std::span<const std::uint64_t> bits) const {
  std::uint64_t sum = 0;
  for (std::size_t first = 0, k = 0; first < digits_.size(); first += words_, ++k) {
    sum += common_ones(digits_.data() + first, bits.data(), words_) << k;
  }
  return sum;
}

}  // namespace ebsnn
