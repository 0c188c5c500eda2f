#pragma once
// Synchronous batches: every patch of a batch is presented to the same network, by whichever rank,
// and the root applies the sum of the changes. May be included by pipeline.
//
//   W      <- clip(W + sum over patches i of the batch of (W_i - W))
//   traces <- those after the last patch of the batch
// with W_i the weights after patch i alone. Changes are summed exactly
// (network/weight_changes.hpp): the result depends on the size of the batch, never on the number of
// ranks, and each rank sends one sum. Summing the traces' changes as well would make them diverge:
// a patch is about two of their time constants long.

#include "network/plastic_network.hpp"
#include "parallel/communicator.hpp"
#include "pipeline/patch_source.hpp"

#include <cstdint>
#include <vector>

namespace ebsnn {

/// What patch number `patch` left beside changed weights.
struct NumberedRecord {
  std::uint64_t patch = 0;
  PatchRecord record;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& patch& record;
  }
};

/// Collective. Presents patches first .. first + count - 1 (count <= WeightChanges::kMostPatches)
/// to the root's network, shared out over the ranks in blocks, and changes that network; those of
/// other ranks are left in no particular state. Returns the records of every `record_every`th patch
/// (0, record_every, ...) in order, at the root; elsewhere nothing. Errors of any rank are thrown
/// by all.
[[nodiscard]] std::vector<NumberedRecord> present_batch(Communicator& comm, PlasticNetwork& network,
                                                        PatchSource& source, std::uint64_t first,
                                                        std::uint64_t count,
                                                        std::uint64_t record_every);

}  // namespace ebsnn
