#pragma once
// Synchronous batches: every patch of a batch is presented to the same network, by whichever rank,
// and the root applies the summed changes in the order of patches. May be included by pipeline.
//
//   W      <- clip(W + sum over patches i of the batch, in order, of (W_i - W))
//   traces <- those after the last patch of the batch
// with W_i the weights after patch i alone. The result depends on the size of the batch, never on
// the number of ranks. Summing the traces' changes as well would make them diverge: a patch is
// about two of their time constants long.

#include "network/plastic_network.hpp"
#include "network/weights.hpp"
#include "parallel/communicator.hpp"
#include "pipeline/patch_source.hpp"

#include <cstdint>
#include <vector>

namespace ebsnn {

/// What one patch of a batch does to the network.
struct PatchChange {
  NetworkWeights change;    ///< W_i - W
  InhibitoryTraces traces;  ///< after the patch
  PatchRecord record;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& change& traces& record;
  }
};

/// Weights and traces, as they travel from the root to all ranks.
struct SharedState {
  NetworkWeights weights;
  InhibitoryTraces traces;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& weights& traces;
  }
};

/// Collective. Presents patches first .. first + count - 1 to the network in the root's `state`,
/// shared out over the ranks in blocks. Returns their changes in order, at the root; elsewhere
/// nothing. Errors of any rank are thrown by all.
[[nodiscard]] std::vector<PatchChange> present_batch(Communicator& comm, SharedState& state,
                                                     PatchSource& source, PlasticNetwork& network,
                                                     std::uint64_t first, std::uint64_t count);

/// Applies changes in order.
void apply(SharedState& state, const std::vector<PatchChange>& changes,
           const ModelParameters& parameters);

}  // namespace ebsnn
