#pragma once
// Elementary functions that give the same bits on every machine. The C library's depend on its
// version and on the processor (it has variants with and without fused multiply-add). May be
// included by every room.

namespace ebsnn {

/// Natural logarithm of a positive, finite, normal `x`; error below 2 units in the last place.
double portable_log(double x);

/// e^x for |x| <= 700; error below 2 units in the last place.
double portable_exp(double x);

/// Sine of `x` radians for |x| <= 1e5; absolute error below 2^-52.
double portable_sin(double x);

/// Cosine of `x` radians for |x| <= 1e5; absolute error below 2^-52.
double portable_cos(double x);

}  // namespace ebsnn
