#pragma once
// The five weight matrices and the inhibitory traces: everything that training changes.

#include "network/parameters.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ebsnn {

/// Row-major: one row per postsynaptic neuron, one column per presynaptic one, as in the published
/// files.
struct WeightMatrix {
  std::size_t posts = 0;
  std::size_t pres = 0;
  std::vector<double> values;  ///< [post * pres + pre]

  WeightMatrix() = default;
  WeightMatrix(std::size_t posts_, std::size_t pres_, double value = 0.0)
      : posts(posts_), pres(pres_), values(posts_ * pres_, value) {}
  [[nodiscard]] double& at(std::size_t post, std::size_t pre) { return values[post * pres + pre]; }
  [[nodiscard]] double at(std::size_t post, std::size_t pre) const {
    return values[post * pres + pre];
  }
  friend bool operator==(const WeightMatrix&, const WeightMatrix&) = default;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& posts& pres& values;
  }
};

/// Weights of the network. `inlat` has no self-connections: column c of row p is presynaptic neuron
/// c for c < p, c + 1 otherwise.
struct NetworkWeights {
  WeightMatrix v1weight;  ///< LGN -> V1   [v1, lgn]
  WeightMatrix inhibw;    ///< LGN -> Inh  [inh, lgn]
  WeightMatrix v1toin;    ///< V1 -> Inh   [inh, v1]
  WeightMatrix intov1;    ///< Inh -> V1   [v1, inh]
  WeightMatrix inlat;     ///< Inh -> Inh  [inh, inh - 1]

  NetworkWeights() = default;
  /// All zero, in the sizes of `shape`.
  explicit NetworkWeights(const NetworkShape& shape);
  friend bool operator==(const NetworkWeights&, const NetworkWeights&) = default;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& v1weight& inhibw& v1toin& intov1& inlat;
  }
};

/// tracePre and tracePost of the inhibitory projections; they persist from patch to patch. tracePre
/// depends only on the presynaptic neuron, tracePost only on the postsynaptic one.
struct InhibitoryTraces {
  std::vector<double> intov1_pre;   ///< [inh]
  std::vector<double> intov1_post;  ///< [v1]
  std::vector<double> inlat_pre;    ///< [inh]
  std::vector<double> inlat_post;   ///< [inh]

  InhibitoryTraces() = default;
  /// All zero, in the sizes of `shape`.
  explicit InhibitoryTraces(const NetworkShape& shape);
  friend bool operator==(const InhibitoryTraces&, const InhibitoryTraces&) = default;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& intov1_pre& intov1_post& inlat_pre& inlat_post;
  }
};

/// Name of a matrix in files, in the order of the published code, and its member in NetworkWeights.
struct WeightField {
  std::string_view name;  ///< "V1weight", ...
  WeightMatrix NetworkWeights::*matrix;
};
[[nodiscard]] const std::array<WeightField, 5>& weight_fields();

/// Upper bound of the weights of `field` (the lower one is 0).
[[nodiscard]] double upper_bound(const ModelParameters& parameters, const WeightField& field);

/// Initial weights: excitatory ones uniform within their published ranges, inhibitory ones 0.
[[nodiscard]] NetworkWeights initial_weights(const ModelParameters& parameters, std::uint64_t seed);

/// Throws InputError naming `where`, matrix, element, value and bound for a wrong shape, NaN,
/// infinity, or a value outside [0, w_max].
void validate(const NetworkWeights& weights, const ModelParameters& parameters,
              std::string_view where);

/// Multiplies the ON half of the LGN weights of every V1 and Inh neuron by |OFF half| / |ON half|
/// (Euclidean norms). A neuron whose ON half is zero keeps its weights.
void equalise_on_off(NetworkWeights& weights);

/// Checksum of shapes and values.
[[nodiscard]] std::uint64_t checksum_of(const NetworkWeights& weights);

}  // namespace ebsnn
