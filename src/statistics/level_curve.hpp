#pragma once
// Accuracy as a function of the level of one corruption: the area under this curve, the share of
// the clean accuracy that is left, and the upper half of the levels.
//
// A curve is two lists of the same length: `levels` (in the unit of the corruption) and
// `accuracy_percent` [level]. Levels run from mild to severe: strictly rising, or strictly falling
// where a smaller number is the stronger corruption (e.g. events kept per ms).

#include "core/partition.hpp"
#include "statistics/ratio.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace ebsnn {

/// Throws InputError if the lists have different lengths or less than `least` entries, if a level
/// is not finite or breaks the order, or if an accuracy is outside 0..100.
void require_curve(std::span<const double> levels, std::span<const double> accuracy_percent,
                   std::size_t least);

/// Throws InputError if an accuracy is outside 0..100. `what` names the list in the message.
void require_percent(std::span<const double> accuracy_percent, std::string_view what);

/// Area under the curve, as the mean accuracy in percent:
///     AUC = sum_l (a_l + a_(l+1)) / 2 * (x_(l+1) - x_l) / (x_last - x_first)
/// with accuracy a_l at level x_l (trapezoids). A constant curve gives its constant. The AUC of two
/// curves and their mean are linear in the accuracies, so the AUC of a mean curve is the mean AUC.
/// Throws InputError as `require_curve` does, for less than two levels.
[[nodiscard]] double area_under_curve(std::span<const double> levels,
                                      std::span<const double> accuracy_percent);

/// Retention a_l / a_0: the share of the clean accuracy that is left at a level. It can rise while
/// the accuracy falls short of another network's, so print the accuracy beside it. Undefined if the
/// clean accuracy is 0. Throws InputError if an accuracy is outside 0..100.
[[nodiscard]] Ratio retention(double accuracy_percent, double clean_percent);

/// The upper half of a list of `levels` entries: the levels from the middle one up, by place in the
/// list (from mild to severe, with the clean level 0 if the list has it).
/// - An odd number n of levels has one middle level, place (n - 1) / 2, which belongs to the upper
///   half: of 11 levels the last 6, of 5 the last 3.
/// - An even number has two middle levels; the upper one, place n / 2, begins the upper half: of 10
///   levels the last 5, of 6 the last 3.
/// So the first place is n / 2, rounded down, and n - n / 2 levels follow. An AUC over the upper
/// half needs at least 3 levels in the whole list. Throws InputError for no levels.
[[nodiscard]] Block upper_half(std::size_t levels);

}  // namespace ebsnn
