#pragma once
// Made-up spike counts for the tests of readout, and a slow method to find their optimum.

#include "core/label.hpp"
#include "core/random.hpp"
#include "readout/features.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ebsnn::test {

struct Problem {
  std::size_t features = 0;
  std::vector<std::uint16_t> counts;
  std::vector<Label> labels;

  [[nodiscard]] FeatureMatrix matrix() const { return {counts, features}; }
};

/// Sample i is of class digits[i % digits.size()]. Counts are uniform in 0..`largest`. Every class
/// adds `signal` to each of its own features, those whose number is the position of the class in
/// `digits` modulo the number of classes.
inline Problem make_problem(std::size_t samples, std::size_t features,
                            const std::vector<Label>& digits, std::uint32_t largest,
                            std::uint32_t signal) {
  Problem problem;
  problem.features = features;
  RandomSequence random(7, Stream::synthetic_recording, samples, features);
  for (std::size_t sample = 0; sample < samples; ++sample) {
    const std::size_t place = sample % digits.size();
    problem.labels.push_back(digits[place]);
    for (std::size_t feature = 0; feature < features; ++feature) {
      const std::uint32_t own = feature % digits.size() == place ? signal : 0;
      problem.counts.push_back(static_cast<std::uint16_t>(random.below(largest + 1) + own));
    }
  }
  return problem;
}

/// +1 for samples of the class, -1 for the others.
inline std::vector<double> sides_of(const Problem& problem, Label digit) {
  std::vector<double> sides;
  for (const Label label : problem.labels) sides.push_back(label == digit ? 1.0 : -1.0);
  return sides;
}

inline double feature(const Problem& problem, std::size_t sample, std::size_t column) {
  return column == problem.features ? 1.0 : problem.counts[sample * problem.features + column];
}

inline double slack(const Problem& problem, double side, std::size_t sample,
                    const std::vector<double>& weights) {
  double margin = 0.0;
  for (std::size_t j = 0; j < weights.size(); ++j)
    margin += weights[j] * feature(problem, sample, j);
  return 1.0 - side * margin;
}

inline double half_square(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += 0.5 * value * value;
  return sum;
}

/// The optimum by gradient descent: slow, simple, and independent of the code under test.
inline std::vector<double> descend(const Problem& problem, Label digit, double cost) {
  const std::vector<double> sides = sides_of(problem, digit);
  double steepest = 1.0;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    for (std::size_t j = 0; j <= problem.features; ++j) {
      steepest += 2.0 * cost * feature(problem, i, j) * feature(problem, i, j);
    }
  }
  std::vector<double> weights(problem.features + 1, 0.0);
  for (int step = 0; step < 400'000; ++step) {
    std::vector<double> gradient = weights;
    for (std::size_t i = 0; i < sides.size(); ++i) {
      const double excess = std::max(0.0, slack(problem, sides[i], i, weights));
      for (std::size_t j = 0; j < gradient.size(); ++j) {
        gradient[j] -= 2.0 * cost * excess * sides[i] * feature(problem, i, j);
      }
    }
    for (std::size_t j = 0; j < weights.size(); ++j) weights[j] -= gradient[j] / steepest;
    if (half_square(gradient) < 1e-22) break;
  }
  return weights;
}

}  // namespace ebsnn::test
