// Measures the work that ranks do together, with as many ranks as mpirun starts: collecting the
// activity of a unit in one file, and sharing and summing for a batch of patches. Wall-clock times
// from one barrier to the next. The root prints Markdown.

#include "bench/machine.hpp"
#include "bench/statistics.hpp"
#include "core/partition.hpp"
#include "network/plastic_network.hpp"
#include "network/weight_changes.hpp"
#include "parallel/archive.hpp"
#include "parallel/mpi_session.hpp"
#include "storage/activity_file.hpp"
#include "support/some_activity.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

namespace ebsnn::bench {
namespace {

constexpr std::size_t kRecordings = 10'000;  // of a published unit

/// One row of the table; a rank sends or writes at most `bytes`.
void measure(const Communicator& comm, int rounds, const std::string& what, std::size_t bytes,
             const std::function<void()>& work) {
  std::vector<double> times_ms;
  for (int round = -1; round < rounds; ++round) {  // the first warms up
    comm.barrier();
    const auto start = std::chrono::steady_clock::now();
    work();
    comm.barrier();
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    if (round >= 0) times_ms.push_back(time.count());
  }
  const Spread ms = spread_of(times_ms);
  if (comm.is_root()) {
    fmt::print("| {} | {} | {} | {:.3f} ({:.3f} - {:.3f}) |\n", what, comm.size(), bytes, ms.median,
               ms.lowest, ms.highest);
  }
}

Activity share_of_unit(const Communicator& comm) {
  const Block block = block_of(kRecordings, static_cast<std::size_t>(comm.rank()),
                               static_cast<std::size_t>(comm.size()));
  Activity activity =
      test::activity_of_digits(static_cast<std::size_t>(ModelParameters{}.shape.v1));
  activity.counts.assign(block.count * activity.features(), 3);
  activity.label.assign(block.count, 1);
  activity.recording.assign(block.count, 1);
  activity.surviving_events.assign(2 * block.count, 4000);
  return activity;
}

void measure_all(Communicator& comm, const std::filesystem::path& folder, int rounds) {
  const Activity mine = share_of_unit(comm);
  measure(comm, rounds, "activity of 10,000 recordings written, read back, synced",
          mine.counts.size() * sizeof(std::uint16_t),
          [&] { write_activity(comm, folder / "unit.h5", mine, {}); });

  const ModelParameters model;
  PlasticNetwork network(model, NetworkWeights(model.shape));
  LearnedState state = network.state();
  Bytes buffer;
  measure(comm, rounds, "batch: weights shared", state.weights.size() * sizeof(double), [&] {
    if (comm.is_root()) network.copy_state_to(state);
    broadcast_object(comm, state, buffer);
    if (!comm.is_root()) network.set_state(state);
  });
  WeightChanges changes = network.no_changes();
  measure(comm, rounds, "batch: changes summed on the root",
          changes.multiples().size() * sizeof(std::int64_t),
          [&] { comm.sum_at_root(changes.multiples()); });
  measure(comm, rounds, "ranks agree", 0, [&] { agree(comm, [] {}); });
}

}  // namespace
}  // namespace ebsnn::bench

/// bench_ranks FOLDER [ROUNDS]: activity is written to that folder, which must be on the file
/// system to be measured.
int main(int argc, char** argv) {
  ebsnn::MpiSession session(argc, argv);
  ebsnn::Communicator& comm = session.world();
  if (argc < 2) {
    if (comm.is_root()) fmt::print(stderr, "usage: bench_ranks FOLDER [ROUNDS]\n");
    return 2;
  }
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 7;
  if (comm.is_root()) {
    fmt::print(
        "{}\n\n| what ranks do together | ranks | bytes per rank | ms |\n|---|---|---|---|\n",
        ebsnn::bench::machine_description());
  }
  ebsnn::bench::measure_all(comm, argv[1], rounds < 1 ? 1 : rounds);
  return 0;
}
