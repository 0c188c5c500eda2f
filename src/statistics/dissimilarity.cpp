#include "statistics/dissimilarity.hpp"

#include "core/error.hpp"
#include "statistics/correlation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ebsnn {
namespace {

/// The row less its mean, in units of its length; NaN if it is constant.
std::vector<double> direction_of(std::span<const std::uint16_t> row) {
  double sum = 0.0;
  double squares = 0.0;
  for (const std::uint16_t count : row) sum += count;
  const double mean = sum / static_cast<double>(row.size());
  std::vector<double> direction;
  for (const std::uint16_t count : row) {
    direction.push_back(count - mean);
    squares += direction.back() * direction.back();
  }
  // Rounding of the mean would leave some length.
  const bool constant = std::ranges::all_of(row, [&](std::uint16_t c) { return c == row[0]; });
  const double length = constant ? std::numeric_limits<double>::quiet_NaN() : std::sqrt(squares);
  for (double& value : direction) value /= length;
  return direction;
}

}  // namespace

std::vector<double> dissimilarities(const std::vector<std::span<const std::uint16_t>>& rows) {
  std::vector<std::vector<double>> directions;
  directions.reserve(rows.size());
  for (const std::span<const std::uint16_t> row : rows) directions.push_back(direction_of(row));
  std::vector<double> result;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = i + 1; j < rows.size(); ++j) {
      double r = 0.0;
      for (std::size_t f = 0; f < directions[i].size(); ++f) {
        r += directions[i][f] * directions[j][f];
      }
      result.push_back(1.0 - r);
    }
  }
  return result;
}

double representational_similarity(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) {
    throw InputError(fmt::format("similarity: {} and {} pairs", a.size(), b.size()));
  }
  std::vector<double> kept_a;
  std::vector<double> kept_b;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) || std::isnan(b[i])) continue;
    kept_a.push_back(a[i]);
    kept_b.push_back(b[i]);
  }
  if (kept_a.size() < 3) return std::numeric_limits<double>::quiet_NaN();
  return spearman(kept_a, kept_b);
}

}  // namespace ebsnn
