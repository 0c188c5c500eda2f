#pragma once
// How selective a neuron is for orientation and direction.

#include <span>

namespace ebsnn {

/// Responses r_k >= 0 to n orientations theta_k = 180 k / n degrees.
///   OSI = |sum r exp(2 i theta)| / sum r
/// (1 less the circular variance: Ringach, Shapley & Hawken, J. Neurosci. 22:5639, 2002, doi
/// 10.1523/JNEUROSCI.22-13-05639.2002): 0 for equal responses, 1 if there is only one. NaN if all are
/// 0.
[[nodiscard]] double orientation_selectivity(std::span<const double> responses);

/// Half of the angle of sum r exp(2 i theta), in degrees, 0 .. 180: the preferred orientation. NaN if
/// all responses are 0.
[[nodiscard]] double preferred_orientation_deg(std::span<const double> responses);

/// Half of the range of orientations around the largest response in which responses are above the
/// largest one / sqrt 2, in degrees, with lines between neighbours (half bandwidth of Ringach et al.).
/// 90 if no response is below; NaN if all are 0.
[[nodiscard]] double half_width_deg(std::span<const double> responses);

/// Responses to an even number n of directions, 360 k / n degrees.
///   DSI = (r_preferred - r_opposite) / (r_preferred + r_opposite)
/// (Niell & Stryker, J. Neurosci. 28:7520, 2008, doi 10.1523/JNEUROSCI.0623-08.2008), with the largest
/// response as the preferred one: 0 .. 1. NaN if all are 0. Throws InputError for an odd number.
[[nodiscard]] double direction_selectivity(std::span<const double> responses);

}  // namespace ebsnn
