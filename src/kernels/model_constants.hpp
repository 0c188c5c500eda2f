#pragma once
// Numbers that the vector code and its scalar twin share. Only for src/kernels, its tests and
// benchmarks.

namespace ebsnn::model {

// The two steps after a spike in the published model (mV per ms, mV, pA). They are not parameters
// there either.
inline constexpr double kSpikeUpstrokeMv = 3.462;
inline constexpr double kSpikeReturnMv = 51.75;
inline constexpr double kSpikeCurrentOffsetPa = 10.0;
inline constexpr double kThresholdOffsetMv = 0.4;
inline constexpr double kSpikeMv = 29.0;  // vm set at a spike

// 2^x = 2^k 2^f, k = round(x), |f| <= 1/2: the polynomial of degree kDegree with the smallest
// maximal relative error (Remez algorithm); the coefficient of f^n is at [n].
template <class Real>
struct PowerOfTwo;

/// Error 2^-52. It is added to a potential of some ten mV relative to rest, whose rounding error is
/// more than a hundred times as large.
template <>
struct PowerOfTwo<double> {
  static constexpr double kLimit = 1021.0;  // beyond this, 2^k is not a normal number
  // Adding and subtracting 1.5 * 2^52 rounds to an integer and leaves it in the low bits.
  static constexpr double kRoundToInteger = 0x1.8p52;
  static constexpr int kExponentShift = 52;
  static constexpr int kDegree = 10;
  static constexpr double kFactor[kDegree + 1] = {
      1.0,
      0x1.62e42fefa3a17p-1,
      0x1.ebfbdff82c3b9p-3,
      0x1.c6b08d703d48ap-5,
      0x1.3b2ab6fbde0f7p-7,
      0x1.5d87fe9cc5d6fp-10,
      0x1.4309126056718p-13,
      0x1.ffcb55e82f22cp-17,
      0x1.62c157ee59177p-20,
      0x1.b6740fc28f781p-24,
      0x1.e3991e644e6abp-28,
  };
};

/// Error 2^-29 before the coefficients are rounded.
template <>
struct PowerOfTwo<float> {
  static constexpr float kLimit = 125.0F;
  static constexpr float kRoundToInteger = 0x1.8p23F;
  static constexpr int kExponentShift = 23;
  static constexpr int kDegree = 6;
  static constexpr float kFactor[kDegree + 1] = {
      1.0F,           0x1.62e430p-1F,  0x1.ebfbdap-3F,  0x1.c6aed4p-5F,
      0x1.3b2dbcp-7F, 0x1.5f4568p-10F, 0x1.41d334p-13F,
  };
};

}  // namespace ebsnn::model
