#pragma once
// Numbers that the vector code and its scalar twin share. Only for src/kernels.

namespace ebsnn::model {

// The two steps after a spike, as the published model has them (mV a ms, mV, pA): not parameters
// there either.
inline constexpr double kSpikeUpstrokeMv = 3.462;
inline constexpr double kSpikeReturnMv = 51.75;
inline constexpr double kSpikeCurrentOffsetPa = 10.0;
inline constexpr double kThresholdOffsetMv = 0.4;
inline constexpr double kSpikeMv = 29.0;  // vm set at a spike

// exp(x) = 2^k exp(r), k = round(x / ln 2), |r| <= ln(2)/2: Taylor series to r^13 / 13!, whose rest
// is below 2^-57.
inline constexpr double kExpLimit = 708.0;  // beyond, 2^k leaves the normal numbers
inline constexpr double kLog2E = 0x1.71547652b82fep+0;
inline constexpr double kLn2High = 0x1.62e42fee00000p-1;
inline constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
// Adding and subtracting 1.5 * 2^52 rounds to an integer and leaves it in the low bits.
inline constexpr double kRoundToInteger = 0x1.8p52;
inline constexpr double kInverseFactorial[14] = {1.0,
                                                 1.0,
                                                 1.0 / 2,
                                                 1.0 / 6,
                                                 1.0 / 24,
                                                 1.0 / 120,
                                                 1.0 / 720,
                                                 1.0 / 5040,
                                                 1.0 / 40320,
                                                 1.0 / 362880,
                                                 1.0 / 3628800,
                                                 1.0 / 39916800,
                                                 1.0 / 479001600,
                                                 1.0 / 6227020800.0};

}  // namespace ebsnn::model
