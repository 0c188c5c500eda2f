#pragma once
// The value of a parameter at which a network has a wanted ratio R of excitation to inhibition:
// secant method on ln R. The method is the project's own.

#include "studies/piece.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

/// One training of a calibration.
struct CalibrationPoint {
  double value = 0.0;  ///< of kCalibratedParameter
  double ratio = 0.0;  ///< R measured; may be infinite
};

/// R is good enough within this part of the wanted one.
inline constexpr double kCalibrationTolerance = 0.05;

[[nodiscard]] bool is_calibrated(const CalibrationPoint& point, double wanted);

/// The next value to try. The first one is 12 (published). Then
///     x_next = x_1 + (ln wanted - ln R_1) (x_1 - x_0) / (ln R_1 - ln R_0)
/// with the two points that are nearest to the wanted ratio. Where there is one point only, or R does
/// not rise between these two (seeds differ), the step begins at the mean of all points, with the
/// slope d ln R / d value = 0.11, which is about what full trainings have from 8 to 18. R counts as
/// 0.001 .. 1000. A step is at most a factor of 2.
[[nodiscard]] double next_value(std::span<const CalibrationPoint> points, double wanted);

/// What a calibration found.
struct Calibrated {
  std::string network;
  double wanted = 0.0;
  std::vector<CalibrationPoint> points;  ///< the last one is good enough
};

/// STUDY/calibration.csv: network, wanted, training (from 1), parameter, value, ratio, chosen
/// (yes or no); one row for each training.
[[nodiscard]] std::string calibration_table(std::span<const Calibrated> found);

/// The chosen values in such a table. Throws InputError naming `file` and line where it is none, or
/// if a value is for another ratio than the plan wants.
[[nodiscard]] CalibratedValues values_in(std::string_view table, const StudyPlan& plan,
                                         const std::string& file);

}  // namespace ebsnn
