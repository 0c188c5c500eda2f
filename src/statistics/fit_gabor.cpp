#include "core/error.hpp"
#include "statistics/gabor.hpp"
#include "statistics/gabor_residuals.hpp"

#include <fmt/format.h>
#include <unsupported/Eigen/NonLinearOptimization>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace ebsnn {
namespace {

constexpr std::array kStartAngles{0.0, 0.25 * std::numbers::pi, 0.5 * std::numbers::pi,
                                  0.75 * std::numbers::pi};
constexpr std::array kStartCycles{0.6, 1.2, 2.4};
constexpr int kMostEvaluations = 150;

FreeParameters free_of(const Eigen::VectorXd& x) {
  FreeParameters free{};
  std::copy(x.begin(), x.end(), free.begin());
  return free;
}

/// What Eigen's optimiser calls.
class Functor {
 public:
  explicit Functor(const GaborResiduals& problem, Eigen::Index points)
      : problem_(problem), points_(points) {}

  using JacobianType = Eigen::MatrixXd;
  [[nodiscard]] Eigen::Index values() const { return points_; }
  int operator()(const Eigen::VectorXd& x, Eigen::VectorXd& residuals) const {
    problem_.residuals(free_of(x), {residuals.data(), static_cast<std::size_t>(points_)});
    return 0;
  }
  int df(const Eigen::VectorXd& x, Eigen::MatrixXd& derivatives) const {
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows(
        points_, static_cast<Eigen::Index>(kGaborParameters));
    problem_.derivatives(free_of(x), {rows.data(), static_cast<std::size_t>(rows.size())});
    derivatives = rows;
    return 0;
  }

 private:
  const GaborResiduals& problem_;
  Eigen::Index points_;
};

struct Optimum {
  FreeParameters free;
  double squares;
};

Optimum optimum_from(const GaborResiduals& problem, const FreeParameters& start,
                     std::size_t points) {
  Functor functor(problem, static_cast<Eigen::Index>(points));
  Eigen::LevenbergMarquardt<Functor> optimiser(functor);
  optimiser.parameters.maxfev = kMostEvaluations;
  optimiser.parameters.ftol = 1e-10;
  optimiser.parameters.xtol = 1e-8;
  Eigen::VectorXd x(static_cast<Eigen::Index>(kGaborParameters));
  std::copy(start.begin(), start.end(), x.begin());
  optimiser.minimize(x);
  return {free_of(x), optimiser.fnorm * optimiser.fnorm};
}

double squares_around_mean(std::span<const double> field) {
  double sum = 0.0;
  for (const double value : field) sum += value;
  const double mean = sum / static_cast<double>(field.size());
  double squares = 0.0;
  for (const double value : field) squares += (value - mean) * (value - mean);
  return squares;
}

}  // namespace

GaborFit fit_gabor(std::span<const double> field, std::size_t side) {
  if (side < 3 || field.size() != side * side) {
    throw InputError(
        fmt::format("Gabor fit: {} values for a side of {} px; expected a square of at "
                    "least 3 x 3",
                    field.size(), side));
  }
  if (!std::ranges::all_of(field, [](double value) { return std::isfinite(value); })) {
    throw InputError("Gabor fit: the field has a value that is not finite");
  }
  if (std::ranges::all_of(field, [&](double value) { return value == field[0]; })) {
    return {{}, std::numeric_limits<double>::quiet_NaN()};
  }
  const GaborResiduals problem(field, side);
  Optimum best{{}, std::numeric_limits<double>::infinity()};
  for (const double angle : kStartAngles) {
    for (const double cycles : kStartCycles) {
      const Optimum found = optimum_from(problem, problem.start(angle, cycles), field.size());
      if (found.squares < best.squares) best = found;
    }
  }
  return {problem.gabor_of(best.free), 1.0 - best.squares / squares_around_mean(field)};
}

}  // namespace ebsnn
