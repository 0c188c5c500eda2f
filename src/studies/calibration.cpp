#include "studies/calibration.hpp"

#include "core/error.hpp"
#include "core/number_text.hpp"
#include "core/printable.hpp"
#include "network/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <sstream>

namespace ebsnn {
namespace {

constexpr double kSlope = 0.11;  // d ln R / d value
constexpr double kLargestStep = 2.0;
constexpr std::string_view kHeader = "network,wanted,training,parameter,value,ratio,chosen";

/// ln R, with bounds for a network without excitation or without inhibition.
double log_of(double ratio) { return std::log(std::clamp(ratio, 1e-3, 1e3)); }

/// How far a point is from the wanted ratio.
double distance(const CalibrationPoint& point, double wanted) {
  return std::abs(log_of(point.ratio) - std::log(wanted));
}

struct Mean {
  double value = 0.0;
  double log_ratio = 0.0;
};

Mean mean_of(std::span<const CalibrationPoint> points) {
  Mean mean;
  for (const CalibrationPoint& point : points) {
    mean.value += point.value / static_cast<double>(points.size());
    mean.log_ratio += log_of(point.ratio) / static_cast<double>(points.size());
  }
  return mean;
}

/// Four digits after the point are enough, and make readable command lines.
double rounded(double value) { return std::round(value * 1e4) / 1e4; }

double bounded_step(double from, double to) {
  return rounded(std::clamp(to, from / kLargestStep, from * kLargestStep));
}

std::optional<double> chosen_value(const std::string& line, const StudyPlan& plan) {
  std::istringstream cells(line);
  std::array<std::string, 7> cell;
  for (std::string& text : cell) std::getline(cells, text, ',');
  const auto wanted = number_in<double>(cell[1]);
  const auto value = number_in<double>(cell[4]);
  const auto network = std::ranges::find(plan.networks, cell[0], &StudyNetwork::name);
  const bool fits = network != plan.networks.end() && wanted && network->calibrate == wanted &&
                    cell[3] == kCalibratedParameter;
  return fits ? value : std::nullopt;
}

}  // namespace

bool is_calibrated(const CalibrationPoint& point, double wanted) {
  return std::abs(point.ratio / wanted - 1.0) <= kCalibrationTolerance;
}

double next_value(std::span<const CalibrationPoint> points, double wanted) {
  if (points.empty()) return ModelParameters().intov1.offset;
  std::vector<CalibrationPoint> sorted(points.begin(), points.end());
  std::ranges::stable_sort(sorted, {},
                           [&](const CalibrationPoint& point) { return distance(point, wanted); });
  const CalibrationPoint& nearest = sorted.front();
  if (sorted.size() > 1) {
    const double slope =
        (log_of(nearest.ratio) - log_of(sorted[1].ratio)) / (nearest.value - sorted[1].value);
    if (std::isfinite(slope) && slope > 0.0) {
      const double missing = std::log(wanted) - log_of(nearest.ratio);
      return bounded_step(nearest.value, nearest.value + missing / slope);
    }
  }
  const Mean mean = mean_of(points);
  return bounded_step(mean.value, mean.value + (std::log(wanted) - mean.log_ratio) / kSlope);
}

std::string calibration_table(std::span<const Calibrated> found) {
  std::string text = fmt::format("{}\n", kHeader);
  for (const Calibrated& calibrated : found) {
    for (std::size_t i = 0; i < calibrated.points.size(); ++i) {
      const CalibrationPoint& point = calibrated.points[i];
      text += fmt::format("{},{},{},{},{},{},{}\n", calibrated.network, calibrated.wanted, i + 1,
                          kCalibratedParameter, point.value, point.ratio,
                          i + 1 == calibrated.points.size() ? "yes" : "no");
    }
  }
  return text;
}

CalibratedValues values_in(std::string_view table, const StudyPlan& plan, const std::string& file) {
  CalibratedValues values;
  std::istringstream lines{std::string(table)};
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    const bool header = number == 1;
    if (!header && line.ends_with(",no")) continue;
    const std::optional<double> value = header ? std::nullopt : chosen_value(line, plan);
    if (header ? line != kHeader : !value) {
      throw InputError(
          fmt::format("{}: line {} is '{}', which is no row of this plan's "
                      "calibration; remove the file to calibrate again",
                      printable(file), number, excerpt(line)));
    }
    if (value) values[line.substr(0, line.find(','))] = *value;
  }
  return values;
}

}  // namespace ebsnn
