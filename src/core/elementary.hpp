#pragma once
// Elementary functions that give the same bits on every machine. Those of the C library depend on
// its version and on the processor (it has variants with and without fused multiply-add).

namespace ebsnn {

/// Constants of portable_log, for vector code that computes the same.
namespace logarithm {
// ln 2 in two parts. The first has 21 trailing zero bits, so k * kLn2High is exact for |k| < 2^20.
inline constexpr double kLn2High = 0x1.62e42fee00000p-1;
inline constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
inline constexpr double kSqrtHalf = 0x1.6a09e667f3bcdp-1;
inline constexpr int kLastTerm = 23;  ///< of the series of artanh
}  // namespace logarithm

/// Natural logarithm of a positive, finite, normal `x`; error below 2 units in the last place.
double portable_log(double x);

/// e^x for |x| <= 700; error below 2 units in the last place.
double portable_exp(double x);

/// Sine of `x` radians for |x| <= 1e5; absolute error below 2^-52.
double portable_sin(double x);

/// Cosine of `x` radians for |x| <= 1e5; absolute error below 2^-52.
double portable_cos(double x);

/// Angle of the point (x, y) from the x axis, -pi .. pi; error below 1e-15. 0 for (0, 0). Arguments
/// must be finite.
double portable_atan2(double y, double x);

}  // namespace ebsnn
