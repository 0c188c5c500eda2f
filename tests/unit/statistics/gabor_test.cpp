#include "statistics/gabor.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "statistics/gabor_residuals.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <vector>

namespace ebsnn {
namespace {

constexpr std::size_t kSide = 12;
constexpr double kPi = std::numbers::pi;

Gabor some_gabor() {
  return {.amplitude = 2.5,
          .x0_px = 0.7,
          .y0_px = -1.3,
          .theta_rad = 0.9,
          .sigma_x_px = 1.8,
          .sigma_y_px = 2.9,
          .frequency_px = 0.16,
          .phase_rad = -1.1};
}

TEST(GaborField, IsThatOfTheEquation) {
  const Gabor g = some_gabor();
  const std::vector<double> field = gabor_field(g, kSide);
  ASSERT_EQ(field.size(), kSide * kSide);
  const double dx = 8.0 - 5.5 - g.x0_px;  // column 8, row 3
  const double dy = 3.0 - 5.5 - g.y0_px;
  const double along = dx * std::cos(g.theta_rad) + dy * std::sin(g.theta_rad);
  const double across = -dx * std::sin(g.theta_rad) + dy * std::cos(g.theta_rad);
  const double envelope =
      std::exp(-along * along / (2.0 * 1.8 * 1.8) - across * across / (2.0 * 2.9 * 2.9));
  EXPECT_NEAR(field[3 * kSide + 8], 2.5 * envelope * std::cos(2.0 * kPi * 0.16 * along - 1.1),
              1e-14);
}

/// Against central differences.
TEST(GaborResiduals, HaveTheDerivativesOfTheResiduals) {
  const std::vector<double> field = gabor_field(some_gabor(), kSide);
  const GaborResiduals problem(field, kSide);
  const FreeParameters at{0.8, -0.4, 0.3, -0.2, 0.6, -0.5, 0.1, -0.3};
  std::vector<double> derivatives(field.size() * kGaborParameters);
  problem.derivatives(at, derivatives);
  constexpr double kStep = 1e-5;
  for (std::size_t parameter = 0; parameter < kGaborParameters; ++parameter) {
    FreeParameters below = at;
    FreeParameters above = at;
    below[parameter] -= kStep;
    above[parameter] += kStep;
    std::vector<double> low(field.size());
    std::vector<double> high(field.size());
    problem.residuals(below, low);
    problem.residuals(above, high);
    for (std::size_t i = 0; i < field.size(); ++i) {
      EXPECT_NEAR(derivatives[i * kGaborParameters + parameter], (high[i] - low[i]) / (2.0 * kStep),
                  1e-7)
          << "parameter " << parameter << " at " << i;
    }
  }
}

void expect_recovered(const Gabor& g) {
  const GaborFit fit = fit_gabor(gabor_field(g, kSide), kSide);
  EXPECT_NEAR(fit.quality, 1.0, 1e-9);
  EXPECT_NEAR(fit.gabor.amplitude, g.amplitude, 1e-4);
  EXPECT_NEAR(fit.gabor.x0_px, g.x0_px, 1e-4);
  EXPECT_NEAR(fit.gabor.y0_px, g.y0_px, 1e-4);
  EXPECT_NEAR(fit.gabor.theta_rad, g.theta_rad, 1e-4);
  EXPECT_NEAR(fit.gabor.sigma_x_px, g.sigma_x_px, 1e-4);
  EXPECT_NEAR(fit.gabor.sigma_y_px, g.sigma_y_px, 1e-4);
  EXPECT_NEAR(fit.gabor.frequency_px, g.frequency_px, 1e-4);
  EXPECT_NEAR(fit.gabor.phase_rad, g.phase_rad, 1e-4);
  EXPECT_NEAR(fit.gabor.n_x(), g.sigma_x_px * g.frequency_px, 1e-4);
  EXPECT_NEAR(fit.gabor.n_y(), g.sigma_y_px * g.frequency_px, 1e-4);
}

TEST(GaborFit, RecoversTheParameters) {
  expect_recovered(some_gabor());
  expect_recovered({.amplitude = 0.1,
                    .x0_px = -2.0,
                    .y0_px = 1.0,
                    .theta_rad = 2.6,
                    .sigma_x_px = 2.2,
                    .sigma_y_px = 1.5,
                    .frequency_px = 0.22,
                    .phase_rad = 0.4});
}

TEST(GaborFit, ExplainsNoiseLessThanAGabor) {
  RandomSequence random(3, Stream::analysis_bootstrap, 0, 0);
  std::vector<double> noise(kSide * kSide);
  for (double& value : noise) value = random.normal();
  EXPECT_LT(fit_gabor(noise, kSide).quality, 0.5);
  std::vector<double> field = gabor_field(some_gabor(), kSide);
  for (std::size_t i = 0; i < field.size(); ++i) field[i] += 0.1 * noise[i];
  const GaborFit fit = fit_gabor(field, kSide);
  EXPECT_GT(fit.quality, 0.9);
  EXPECT_NEAR(fit.gabor.theta_rad, some_gabor().theta_rad, 0.1);
}

TEST(GaborFit, RefusesWhatIsNoField) {
  EXPECT_TRUE(std::isnan(fit_gabor(std::vector<double>(144, 0.5), kSide).quality));
  EXPECT_THROW((void)fit_gabor(std::vector<double>(143, 0.5), kSide), InputError);
  std::vector<double> field(144, 0.5);
  field[7] = std::numeric_limits<double>::infinity();
  EXPECT_THROW((void)fit_gabor(field, kSide), InputError);
}

}  // namespace
}  // namespace ebsnn
