#pragma once
// Synchronous batches: all patches of a batch are presented to the same weights, divided among the
// ranks, and the root applies the sum of the changes.
//
//   W      <- clip(W + sum over patches i of the batch of (W_i - W))
//   traces <- those after the last patch of the batch
// with W_i the weights after patch i alone. Changes are summed exactly
// (network/weight_changes.hpp), so the result depends on the size of the batch, but not on the
// number of ranks, and each rank sends one sum. Summing the changes of the traces as well would
// make them diverge, because a patch lasts about two of their time constants.

#include "network/plastic_network.hpp"
#include "network/weight_changes.hpp"
#include "parallel/communicator.hpp"
#include "pipeline/patch_source.hpp"

#include <cstdint>
#include <vector>

namespace ebsnn {

/// Result of patch number `patch` besides the changed weights.
struct NumberedRecord {
  std::uint64_t patch = 0;
  PatchRecord record;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& patch& record;
  }
};

/// Presents batches to the network of the root, and changes it. The state of the other networks is
/// unspecified afterwards.
class BatchPresenter {
 public:
  /// The arguments must outlive the object. Every `record_every`th patch (0, record_every, ...) is
  /// recorded.
  BatchPresenter(Communicator& comm, PlasticNetwork& network, PatchSource& source,
                 std::uint64_t record_every);

  /// Collective. Presents patches first .. first + count - 1 (count <=
  /// WeightChanges::kMostPatches), divided among the ranks in blocks. Returns the records in order
  /// on the root, none on other ranks. Errors of any rank are thrown by all.
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
  // Kept from batch to batch only to reuse their memory.
  LearnedState start_;     // the state that all patches of a batch start from
  Bytes message_;          // buffer to send it
  WeightChanges changes_;  // of this rank's patches; on the root finally of all
};

}  // namespace ebsnn
