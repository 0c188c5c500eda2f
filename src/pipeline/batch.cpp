#include "pipeline/batch.hpp"

#include "core/partition.hpp"
#include "parallel/archive.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace ebsnn {

/// What a rank sends to the root besides its sum of changes.
struct BatchPresenter::Report {
  std::vector<NumberedRecord> records;
  std::vector<InhibitoryTraces> last_traces;  // one element if the rank had the last patch
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& records& last_traces;
  }
};

BatchPresenter::BatchPresenter(Communicator& comm, PlasticNetwork& network, PatchSource& source,
                               std::uint64_t record_every)
    : comm_(comm),
      network_(network),
      source_(source),
      record_every_(record_every),
      changes_(network.no_changes()) {}

/// Copies the state of the root to all ranks and their networks.
void BatchPresenter::share_state() {
  if (comm_.is_root()) {
    network_.copy_state_to(start_);
  }
  broadcast_object(comm_, start_, message_);
  if (!comm_.is_root()) {
    network_.set_state(start_);
  }
}

BatchPresenter::Report BatchPresenter::present_own(std::uint64_t first, std::uint64_t count) {
  Report mine;
  const Block block = block_of(count, static_cast<std::size_t>(comm_.rank()),
                               static_cast<std::size_t>(comm_.size()));
  for (std::size_t i = block.first; i < block.end() && !comm_.stop_raised(); ++i) {
    const std::uint64_t patch = first + i;
    const bool recorded = patch % record_every_ == 0;
    PatchRecord record =
        network_.present(source_.patch(patch), static_cast<std::int64_t>(patch), nullptr, nullptr,
                         recorded ? Conductances::averaged : Conductances::ignored);
    if (recorded) {
      mine.records.push_back({patch, std::move(record)});
    }
    if (i + 1 == count) {
      mine.last_traces.push_back(network_.traces());
    }
    network_.take_changes(start_, changes_);
  }
  return mine;
}

/// Collects the records of all ranks on the root, whose network gets the traces after the last
/// patch.
std::vector<NumberedRecord> BatchPresenter::gather(const Report& mine) {
  std::vector<NumberedRecord> records;
  for (const Bytes& bytes : comm_.gather(to_archive(mine))) {
    Report report;
    from_archive(bytes, report);
    std::move(report.records.begin(), report.records.end(), std::back_inserter(records));
    for (const InhibitoryTraces& traces : report.last_traces) {
      network_.set_traces(traces);
    }
  }
  return records;
}

std::vector<NumberedRecord> BatchPresenter::present(std::uint64_t first, std::uint64_t count) {
  assert(count <= WeightChanges::kMostPatches);
  share_state();
  changes_.clear();
  Report mine;
  agree(comm_, [&] { mine = present_own(first, count); });
  comm_.sum_at_root(changes_.multiples());
  std::vector<NumberedRecord> records = gather(mine);
  if (comm_.is_root()) {
    network_.apply_changes(start_, changes_);
  }
  return records;
}

}  // namespace ebsnn
