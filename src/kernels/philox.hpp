#pragma once
// Constants of Philox4x32-10 (Salmon et al., SC'11, doi 10.1145/2063384.2063405). Only for
// src/kernels.

#include <cstdint>

namespace ebsnn::philox {

inline constexpr int kRounds = 10;
inline constexpr std::uint32_t kFactor0 = 0xD2511F53U, kFactor1 = 0xCD9E8D57U;
/// Added to the key after each round.
inline constexpr std::uint32_t kWeyl0 = 0x9E3779B9U, kWeyl1 = 0xBB67AE85U;

}  // namespace ebsnn::philox
