#pragma once
// Synchronous batches: every patch of a batch is presented to the same network, by whichever rank,
// and the root applies the sum of the changes.
//
//   W      <- clip(W + sum over patches i of the batch of (W_i - W))
//   traces <- those after the last patch of the batch
// with W_i the weights after patch i alone. Changes are summed exactly
// (network/weight_changes.hpp): the result depends on the size of the batch, never on the number of
// ranks, and each rank sends one sum. Summing the traces' changes as well would make them diverge:
// a patch is about two of their time constants long.

#include "network/plastic_network.hpp"
#include "network/weight_changes.hpp"
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

/// Presents batches to the root's network, which it changes; those of other ranks are left in no
/// particular state.
class BatchPresenter {
 public:
  /// What is given must outlive the object. Every `record_every`th patch (0, record_every, ...) is
  /// recorded.
  BatchPresenter(Communicator& comm, PlasticNetwork& network, PatchSource& source,
                 std::uint64_t record_every);

  /// Collective. Presents patches first .. first + count - 1 (count <=
  /// WeightChanges::kMostPatches), shared out over the ranks in blocks. Returns the records in
  /// order, at the root; elsewhere nothing. Errors of any rank are thrown by all.
  [[nodiscard]] std::vector<NumberedRecord> present(std::uint64_t first, std::uint64_t count);

 private:
  struct Report;

  void share_state();
  [[nodiscard]] Report present_own(std::uint64_t first, std::uint64_t count);
  [[nodiscard]] std::vector<NumberedRecord> gather(const Report& mine);

  Communicator& comm_;
  PlasticNetwork& network_;
  PatchSource& source_;
  std::uint64_t record_every_;
  // Kept from batch to batch for their memory alone.
  LearnedState start_;     // what all patches of a batch are presented to
  Bytes message_;          // in which it travels
  WeightChanges changes_;  // of this rank's patches; at the root in the end of all
};

}  // namespace ebsnn
