// Collecting the activity of a unit in one file: written, read back, synced, renamed. By one
// process; bench_ranks measures several ranks.

#include "parallel/communicator.hpp"
#include "storage/activity_file.hpp"
#include "support/some_activity.hpp"
#include "unit/events/made_up_data.hpp"

#include <benchmark/benchmark.h>

namespace ebsnn::bench {
namespace {

Activity made_up_activity(std::size_t recordings) {
  Activity activity = test::activity_of_digits(144);
  activity.counts.resize(recordings * activity.features());
  for (std::size_t i = 0; i < activity.counts.size(); ++i) {
    activity.counts[i] = static_cast<std::uint16_t>(i % 11);
  }
  activity.label.assign(recordings, 3);
  activity.recording.assign(recordings, 1);
  activity.surviving_events.assign(2 * recordings, 4000);
  return activity;
}

void write_unit(benchmark::State& state) {
  const test::TemporaryFolder folder;
  const auto comm = make_local_communicator();
  const Activity activity = made_up_activity(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) write_activity(*comm, folder / "unit.h5", activity, {});
}

void read_unit(benchmark::State& state) {
  const test::TemporaryFolder folder;
  const auto comm = make_local_communicator();
  write_activity(*comm, folder / "unit.h5",
                 made_up_activity(static_cast<std::size_t>(state.range(0))), {});
  for (auto _ : state) benchmark::DoNotOptimize(read_activity(folder / "unit.h5"));
}

BENCHMARK(write_unit)->ArgName("recordings")->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(read_unit)->ArgName("recordings")->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ebsnn::bench
