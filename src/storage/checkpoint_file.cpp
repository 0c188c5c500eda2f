#include "storage/checkpoint_file.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "storage/atomic_file.hpp"
#include "storage/format.hpp"
#include "storage/network_parts.hpp"

#include <fmt/format.h>

namespace ebsnn {
namespace {

TrainingState read_state(const h5::File& file) {
  TrainingState state;
  state.next_patch = file.read_count("/", kNextPatch);
  state.weights = read_weights(file, "/weights");
  state.traces = read_traces(file, "/traces");
  state.history = read_history(file);
  return state;
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const TrainingState& state,
                      const ModelParameters& parameters, const Provenance& provenance,
                      const std::function<void()>& before_rename) {
  const auto fill = [&](h5::File& file) {
    write_format(file, kCheckpointFormat);
    write_weights(file, "/weights", state.weights);
    write_traces(file, "/traces", state.traces);
    write_history(file, state.history, parameters.shape);
    describe(file, kCheckpointFormat);
    file.write_count("/", kNextPatch, state.next_patch);
    file.write_count("/", kContentChecksum, checksum_of(state, provenance));
    write_provenance(file, provenance);
  };
  write_h5_atomically(path, fill, [&](const std::filesystem::path& written) {
    (void)read_checkpoint(written);
    if (before_rename) {
      before_rename();
    }
  });
}

LoadedCheckpoint read_checkpoint(const std::filesystem::path& path) {
  const h5::File file = open_file(path, kCheckpointFormat);
  LoadedCheckpoint checkpoint{read_state(file), read_provenance(file)};
  const std::uint64_t expected = file.read_count("/", kContentChecksum);
  const std::uint64_t found = checksum_of(checkpoint.state, checkpoint.provenance);
  if (found != expected) {
    throw InputError(fmt::format("{}: damaged: checksum {}, expected {}", printable(path.native()),
                                 hex(found), hex(expected)));
  }
  return checkpoint;
}

}  // namespace ebsnn
