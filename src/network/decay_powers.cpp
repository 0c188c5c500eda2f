#include "network/decay_powers.hpp"

namespace ebsnn {

DecayPowers::DecayPowers(double tau_ms, int block_ms)
    : block_(block_ms), powers_(static_cast<std::size_t>(2 * block_ms + 1)) {
  const double d = 1.0 - 1.0 / tau_ms;
  const auto middle = static_cast<std::size_t>(block_ms);
  powers_[middle] = 1.0;
  for (std::size_t k = 1; k <= middle; ++k) {
    powers_[middle + k] = powers_[middle + k - 1] * d;
    powers_[middle - k] = 1.0 / powers_[middle + k];
  }
}

int DecayPowers::longest_block(double tau_ms) {
  constexpr double kSmallest = 0x1p-12;
  constexpr int kLongest = 120;  // a published patch is three blocks
  const double d = 1.0 - 1.0 / tau_ms;
  int block = 1;
  for (double power = d; block < kLongest && power * d >= kSmallest; power *= d) {
    ++block;
  }
  return block;
}

}  // namespace ebsnn
