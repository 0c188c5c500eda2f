#include "network/weights.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "core/random.hpp"

#include <Eigen/Core>
#include <fmt/format.h>

#include <cmath>

namespace ebsnn {
namespace {

struct MatrixShape {
  std::size_t posts;
  std::size_t pres;
};

/// In the order of weight_fields().
std::array<MatrixShape, 5> shapes_of(const NetworkShape& shape) {
  const auto v1 = static_cast<std::size_t>(shape.v1);
  const auto inh = static_cast<std::size_t>(shape.inh);
  const auto lgn = static_cast<std::size_t>(shape.lgn());
  return {{{v1, lgn}, {inh, lgn}, {inh, v1}, {v1, inh}, {inh, inh - 1}}};
}

void draw_uniform(WeightMatrix& matrix, const ExcitatoryProjection& projection, std::uint64_t seed,
                  std::uint64_t which) {
  RandomSequence random(seed, Stream::initial_weights, 0, which);
  for (double& value : matrix.values) {
    value = random.uniform(projection.initial_low, projection.initial_high);
  }
}

void equalise_rows(WeightMatrix& matrix) {
  using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  // Channels alternate ON, OFF: column 2 k is ON, 2 k + 1 OFF. They are summed one by one, so that
  // the bits do not depend on the width of Eigen's vectors.
  Eigen::Map<Rows> weights(matrix.values.data(), static_cast<Eigen::Index>(matrix.posts),
                           static_cast<Eigen::Index>(matrix.pres));
  for (Eigen::Index post = 0; post < weights.rows(); ++post) {
    double on = 0.0;
    double off = 0.0;
    for (Eigen::Index channel = 0; channel < weights.cols(); channel += 2) {
      on += weights(post, channel) * weights(post, channel);
      off += weights(post, channel + 1) * weights(post, channel + 1);
    }
    if (on > 0.0) {
      const double factor = std::sqrt(off) / std::sqrt(on);
      weights(post, Eigen::seqN(0, weights.cols() / 2, 2)) *= factor;
    }
  }
}

}  // namespace

NetworkWeights::NetworkWeights(const NetworkShape& shape) {
  const std::array<MatrixShape, 5> shapes = shapes_of(shape);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    this->*weight_fields()[i].matrix = WeightMatrix(shapes[i].posts, shapes[i].pres);
  }
}

InhibitoryTraces::InhibitoryTraces(const NetworkShape& shape)
    : intov1_pre(static_cast<std::size_t>(shape.inh), 0.0),
      intov1_post(static_cast<std::size_t>(shape.v1), 0.0),
      inlat_pre(static_cast<std::size_t>(shape.inh), 0.0),
      inlat_post(static_cast<std::size_t>(shape.inh), 0.0) {}

const std::array<WeightField, 5>& weight_fields() {
  static constexpr std::array<WeightField, 5> fields{{{"V1weight", &NetworkWeights::v1weight},
                                                      {"InhibW", &NetworkWeights::inhibw},
                                                      {"V1toIN", &NetworkWeights::v1toin},
                                                      {"INtoV1", &NetworkWeights::intov1},
                                                      {"INLat", &NetworkWeights::inlat}}};
  return fields;
}

double upper_bound(const ModelParameters& parameters, const WeightField& field) {
  if (field.matrix == &NetworkWeights::v1weight) {
    return parameters.v1weight.w_max;
  }
  if (field.matrix == &NetworkWeights::inhibw) {
    return parameters.inhibw.w_max;
  }
  if (field.matrix == &NetworkWeights::v1toin) {
    return parameters.v1toin.w_max;
  }
  return field.matrix == &NetworkWeights::intov1 ? parameters.intov1.w_max : parameters.inlat.w_max;
}

NetworkWeights initial_weights(const ModelParameters& parameters, std::uint64_t seed) {
  NetworkWeights weights(parameters.shape);
  draw_uniform(weights.v1weight, parameters.v1weight, seed, 0);
  draw_uniform(weights.inhibw, parameters.inhibw, seed, 1);
  draw_uniform(weights.v1toin, parameters.v1toin, seed, 2);
  return weights;
}

void validate(const NetworkWeights& weights, const ModelParameters& parameters,
              std::string_view where) {
  // Check shapes alone first: a small file can name a model whose weights take half a gigabyte.
  const std::array<MatrixShape, 5> shapes = shapes_of(parameters.shape);
  for (std::size_t which = 0; which < shapes.size(); ++which) {
    const WeightField& field = weight_fields()[which];
    const WeightMatrix& matrix = weights.*field.matrix;
    const MatrixShape& shape = shapes[which];
    if (matrix.posts != shape.posts || matrix.pres != shape.pres ||
        matrix.values.size() != shape.posts * shape.pres) {
      throw InputError(fmt::format("{}: {} has {} rows and {} columns, expected {} and {}", where,
                                   field.name, matrix.posts, matrix.pres, shape.posts, shape.pres));
    }
    const double bound = upper_bound(parameters, field);
    for (std::size_t i = 0; i < matrix.values.size(); ++i) {
      if (!(matrix.values[i] >= 0.0 && matrix.values[i] <= bound)) {
        throw InputError(fmt::format("{}: {} row {} column {} is {}, outside 0 .. {}", where,
                                     field.name, i / matrix.pres, i % matrix.pres, matrix.values[i],
                                     bound));
      }
    }
  }
}

void equalise_on_off(NetworkWeights& weights) {
  equalise_rows(weights.v1weight);
  equalise_rows(weights.inhibw);
}

std::uint64_t checksum_of(const NetworkWeights& weights) {
  Checksum sum;
  for (const WeightField& field : weight_fields()) {
    const WeightMatrix& matrix = weights.*field.matrix;
    sum.add(fmt::format("{} {} {}\n", field.name, matrix.posts, matrix.pres));
    sum.add(std::span<const double>(matrix.values));
  }
  return sum.value();
}

}  // namespace ebsnn
