#include "network/variation.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <utility>

namespace ebsnn {
namespace {

/// Place of a matrix in weight_fields().
std::uint64_t number_of(const WeightField& projection) {
  std::uint64_t number = 0;
  while (weight_fields().at(number).matrix != projection.matrix) ++number;
  return number;
}

void put_in_random_order(std::span<double> values, RandomSequence& random) {
  for (std::size_t left = values.size(); left > 1; --left) {
    std::swap(values[left - 1], values[random.below(static_cast<std::uint32_t>(left))]);
  }
}

}  // namespace

const WeightField& find_projection(std::string_view name) {
  std::string known;
  for (const WeightField& field : weight_fields()) {
    if (field.name == name) return field;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", field.name);
  }
  throw InputError(fmt::format("there is no projection '{}'; known: {}", excerpt(name), known));
}

std::vector<const WeightField*> feedback_projections() {
  return {&find_projection("INtoV1"), &find_projection("INLat")};
}

std::vector<const WeightField*> feedforward_projections() {
  return {&find_projection("InhibW"), &find_projection("V1toIN")};
}

double Clipping::percent() const {
  return of == 0 ? 0.0 : 100.0 * static_cast<double>(clipped) / static_cast<double>(of);
}

Clipping scale(NetworkWeights& weights, const WeightField& projection, double factor,
               const ModelParameters& parameters) {
  const double bound = upper_bound(parameters, projection);
  std::vector<double>& values = (weights.*projection.matrix).values;
  Clipping clipping{0, values.size()};
  for (double& value : values) {
    value *= factor;
    if (value > bound) {
      value = bound;
      ++clipping.clipped;
    }
  }
  return clipping;
}

void block(NetworkWeights& weights, const WeightField& projection) {
  std::vector<double>& values = (weights.*projection.matrix).values;
  std::fill(values.begin(), values.end(), 0.0);
}

void shuffle(NetworkWeights& weights, const WeightField& projection, std::uint64_t seed) {
  RandomSequence random(seed, Stream::shuffle_weights, number_of(projection), 0);
  put_in_random_order((weights.*projection.matrix).values, random);
}

void shuffle_rows(NetworkWeights& weights, const WeightField& projection, std::uint64_t seed) {
  WeightMatrix& matrix = weights.*projection.matrix;
  for (std::size_t row = 0; row < matrix.posts; ++row) {
    // Index 0 is the key of the whole matrix.
    RandomSequence random(seed, Stream::shuffle_weights, number_of(projection), row + 1);
    put_in_random_order(std::span(matrix.values).subspan(row * matrix.pres, matrix.pres), random);
  }
}

void exchange(NetworkWeights& weights, const WeightField& projection, const NetworkWeights& other,
              std::string_view where) {
  WeightMatrix& mine = weights.*projection.matrix;
  const WeightMatrix& theirs = other.*projection.matrix;
  if (theirs.posts != mine.posts || theirs.pres != mine.pres) {
    throw InputError(fmt::format("{}: {} has {} rows and {} columns, expected {} and {}", where,
                                 projection.name, theirs.posts, theirs.pres, mine.posts,
                                 mine.pres));
  }
  mine = theirs;
}

}  // namespace ebsnn
