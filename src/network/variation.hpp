#pragma once
// Networks made from another one: scaled, blocked, shuffled or exchanged projections. They tell
// what a trained network owes to the strength of a projection, and what to the arrangement of its
// weights.

#include "network/parameters.hpp"
#include "network/weights.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ebsnn {

/// The matrix called `name` in files ("V1weight", ...). Throws InputError listing the known ones.
[[nodiscard]] const WeightField& find_projection(std::string_view name);

/// The projections of the feedback inhibition: INtoV1 and INLat.
[[nodiscard]] std::vector<const WeightField*> feedback_projections();
/// The projections that drive the inhibition: InhibW and V1toIN.
[[nodiscard]] std::vector<const WeightField*> feedforward_projections();

/// How many of a number of weights were above their bound.
struct Clipping {
  std::size_t clipped = 0;
  std::size_t of = 0;
  [[nodiscard]] double percent() const;  ///< 0 of 0 is 0 %
};

/// w = min(factor w, w_max) for each weight; `factor` is finite and not negative. A factor of 1
/// keeps all bits. Returns how many weights were clipped.
Clipping scale(NetworkWeights& weights, const WeightField& projection, double factor,
               const ModelParameters& parameters);

/// Sets all weights of a projection to 0.
void block(NetworkWeights& weights, const WeightField& projection);

/// Puts the weights of a projection into a random order (Fisher & Yates; Durstenfeld 1964, doi
/// 10.1145/364520.364540): all orders of the whole matrix are equally likely. Draws are keyed by
/// (seed, number of the matrix in weight_fields()).
void shuffle(NetworkWeights& weights, const WeightField& projection, std::uint64_t seed);

/// The same within each row: a neuron keeps the multiset of its weights. Draws are keyed by (seed,
/// number of the matrix, row).
void shuffle_rows(NetworkWeights& weights, const WeightField& projection, std::uint64_t seed);

/// Replaces a projection by that of `other`. Throws InputError naming `where`, the projection and
/// both shapes if they differ.
void exchange(NetworkWeights& weights, const WeightField& projection, const NetworkWeights& other,
              std::string_view where);

}  // namespace ebsnn
