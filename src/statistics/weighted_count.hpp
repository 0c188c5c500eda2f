#pragma once
// Weighted sums of bits, the inner loop of the bootstrap. Internal to this room.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

/// Small weights, cut into binary digits: w_i = sum_k 2^k digit_k(i). Then the weighted sum of bits
///     sum_i w_i b_i = sum_k 2^k ones(digit_k AND b)
/// takes one AND and one count of ones for 64 bits and one digit. Exact.
class WeightDigits {
 public:
  /// At least one weight.
  explicit WeightDigits(std::span<const std::uint32_t> weights);

  /// sum_i w_i b_i; bit i is bit i % 64 of word i / 64. `bits` must have a bit for each weight, and
  /// 0 beyond the last one.
  [[nodiscard]] std::uint64_t count(std::span<const std::uint64_t> bits) const;

 private:
  std::size_t words_;                  // of a digit
  std::vector<std::uint64_t> digits_;  // [digit, word]
};

}  // namespace ebsnn
