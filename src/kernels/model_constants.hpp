#pragma once
// Numbers that the vector code and its scalar twin share. Only for src/kernels, its tests and
// benchmarks.

namespace ebsnn::model {

// The two steps after a spike, as the published model has them (mV a ms, mV, pA): not parameters
// there either.
inline constexpr double kSpikeUpstrokeMv = 3.462;
inline constexpr double kSpikeReturnMv = 51.75;
inline constexpr double kSpikeCurrentOffsetPa = 10.0;
inline constexpr double kThresholdOffsetMv = 0.4;
inline constexpr double kSpikeMv = 29.0;  // vm set at a spike

// 2^x = 2^k 2^f, k = round(x), |f| <= 1/2: the polynomial of degree 11 whose largest relative error
// is least (2^-58, Remez' algorithm), coefficient of f^n at [n].
inline constexpr double kPowerLimit = 1021.0;  // beyond, 2^k leaves the normal numbers
// Adding and subtracting 1.5 * 2^52 rounds to an integer and leaves it in the low bits.
inline constexpr double kRoundToInteger = 0x1.8p52;
inline constexpr double kPowerOfTwo[12] = {
    1.0,
    0x1.62e42fefa39efp-1,
    0x1.ebfbdff82c5adp-3,
    0x1.c6b08d7049fd1p-5,
    0x1.3b2ab6fb9f413p-7,
    0x1.5d87fe78cf26dp-10,
    0x1.43091310bf6b0p-13,
    0x1.ffcbfba7b89b6p-17,
    0x1.62bfc3c1c8a7cp-20,
    0x1.b526788b3b73dp-24,
    0x1.e620fb765be15p-28,
    0x1.e7aa0f6005d3cp-32,
};

}  // namespace ebsnn::model
