#include "pipeline/batch.hpp"

#include "core/partition.hpp"
#include "parallel/archive.hpp"

#include <algorithm>

namespace ebsnn {
namespace {

/// a += sign * b, element by element.
void add(NetworkWeights& a, const NetworkWeights& b, double sign) {
  for (const WeightField& field : weight_fields()) {
    std::vector<double>& sum = (a.*field.matrix).values;
    const std::vector<double>& term = (b.*field.matrix).values;
    for (std::size_t i = 0; i < sum.size(); ++i) {
      sum[i] += sign * term[i];
    }
  }
}

PatchChange present(const SharedState& state, PatchSource& source, PlasticNetwork& network,
                    std::uint64_t patch) {
  network.set_weights(state.weights);
  network.set_traces(state.traces);
  PatchChange result;
  result.record = network.present(source.patch(patch), static_cast<std::int64_t>(patch));
  result.change = network.weights();
  add(result.change, state.weights, -1.0);
  result.traces = network.traces();
  return result;
}

}  // namespace

std::vector<PatchChange> present_batch(Communicator& comm, SharedState& state, PatchSource& source,
                                       PlasticNetwork& network, std::uint64_t first,
                                       std::uint64_t count) {
  broadcast_object(comm, state);
  std::vector<PatchChange> mine;
  agree(comm, [&] {
    const Block block = block_of(count, static_cast<std::size_t>(comm.rank()),
                                 static_cast<std::size_t>(comm.size()));
    for (std::size_t i = block.first; i < block.end() && !comm.stop_raised(); ++i) {
      mine.push_back(present(state, source, network, first + i));
    }
  });
  if (comm.size() == 1) {
    return mine;
  }
  std::vector<PatchChange> all;
  for (const Bytes& part : comm.gather(to_archive(mine))) {
    std::vector<PatchChange> changes;
    from_archive(part, changes);
    std::move(changes.begin(), changes.end(), std::back_inserter(all));
  }
  return all;
}

void apply(SharedState& state, const std::vector<PatchChange>& changes,
           const ModelParameters& parameters) {
  for (const PatchChange& change : changes) {
    add(state.weights, change.change, 1.0);
  }
  for (const WeightField& field : weight_fields()) {
    const double bound = upper_bound(parameters, field);
    for (double& value : (state.weights.*field.matrix).values) {
      value = std::clamp(value, 0.0, bound);
    }
  }
  if (!changes.empty()) {
    state.traces = changes.back().traces;
  }
}

}  // namespace ebsnn
