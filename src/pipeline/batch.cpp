#include "pipeline/batch.hpp"

#include "core/partition.hpp"
#include "parallel/archive.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace ebsnn {
namespace {

/// What a rank tells the root beside its sum of changes.
struct Report {
  std::vector<NumberedRecord> records;
  std::vector<InhibitoryTraces> last_traces;  // one element where the rank had the last patch
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& records& last_traces;
  }
};

/// The root's state, on all ranks and in all their networks.
LearnedState share(const Communicator& comm, PlasticNetwork& network) {
  LearnedState state;
  if (comm.is_root()) {
    state = network.state();
  }
  broadcast_object(comm, state);
  if (!comm.is_root()) {
    network.set_state(state);
  }
  return state;
}

}  // namespace

std::vector<NumberedRecord> present_batch(Communicator& comm, PlasticNetwork& network,
                                          PatchSource& source, std::uint64_t first,
                                          std::uint64_t count, std::uint64_t record_every) {
  assert(count <= WeightChanges::kMostPatches);
  const LearnedState state = share(comm, network);
  WeightChanges changes = network.no_changes();
  Report mine;
  agree(comm, [&] {
    const Block block = block_of(count, static_cast<std::size_t>(comm.rank()),
                                 static_cast<std::size_t>(comm.size()));
    for (std::size_t i = block.first; i < block.end() && !comm.stop_raised(); ++i) {
      const std::uint64_t patch = first + i;
      const bool recorded = patch % record_every == 0;
      PatchRecord record =
          network.present(source.patch(patch), static_cast<std::int64_t>(patch), nullptr, nullptr,
                          recorded ? Conductances::averaged : Conductances::ignored);
      if (recorded) {
        mine.records.push_back({patch, std::move(record)});
      }
      if (i + 1 == count) {
        mine.last_traces.push_back(network.traces());
      }
      network.take_changes(state, changes);
    }
  });
  comm.sum_at_root(changes.multiples());
  std::vector<NumberedRecord> records;
  for (const Bytes& bytes : comm.gather(to_archive(mine))) {
    Report report;
    from_archive(bytes, report);
    std::move(report.records.begin(), report.records.end(), std::back_inserter(records));
    for (const InhibitoryTraces& traces : report.last_traces) {
      network.set_traces(traces);
    }
  }
  if (comm.is_root()) {
    network.apply_changes(state, changes);
  }
  return records;
}

}  // namespace ebsnn
