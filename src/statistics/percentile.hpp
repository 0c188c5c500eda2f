#pragma once
// Percentiles of a sample.

#include <span>

namespace ebsnn {

/// The q-th percentile of n sorted values v_0 <= ... <= v_(n-1): with h = (n - 1) q / 100 and
/// i = floor(h), it is v_i + (h - i) (v_(i+1) - v_i). This is numpy's method "linear", its default,
/// and type 7 of Hyndman & Fan (Am. Stat. 50:361, 1996, doi 10.1080/00031305.1996.10473566).
/// Infinite values are allowed: between a finite and an infinite one, the percentile is infinite.
/// Throws InputError for no values or if q is outside 0..100; `sorted` must be sorted, without NaN.
[[nodiscard]] double percentile(std::span<const double> sorted, double q);

}  // namespace ebsnn
