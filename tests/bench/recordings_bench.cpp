// The steps of a recording before it is presented: reading in each form of storage, corruption,
// encoding.

#include "corruption/corruption.hpp"
#include "emulator/synthetic_dataset.hpp"
#include "encoding/evaluation_layout.hpp"
#include "encoding/spike_raster.hpp"
#include "events/nmnist.hpp"
#include "pipeline/data_source.hpp"
#include "storage/packed_recordings.hpp"
#include "unit/events/made_up_data.hpp"
#include "unit/events/zip_writer.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace ebsnn::bench {
namespace {

constexpr std::uint64_t kRecordings = 100;

DataSource synthetic() {
  SyntheticConfig config;
  config.train = 0;
  config.test = kRecordings;
  return open_synthetic(config);
}

/// The same recordings in all forms, in a folder that is removed at the end.
class Stored {
 public:
  Stored() {
    const DataSource source = synthetic();
    test::Files files;
    for (std::size_t i = 0; i < source.test->size(); ++i) {
      const Recording recording = source.test->read(i);
      const std::string path =
          "Test/" + std::to_string(recording.label) + "/" + std::to_string(10'000 + i) + ".bin";
      files[path] = encode_nmnist(recording.events, path);
    }
    test::write_files(folder_ / "folder", files);
    std::filesystem::create_directory(folder_ / "archive");
    test::write_zip(folder_ / "archive/Test.zip", files);
    (void)write_packed(source, folder_ / "packed.h5", {}, [](std::size_t) {});
  }
  [[nodiscard]] DataSource open(const std::string& form) const {
    return open_data_source((folder_ / form).string());
  }

 private:
  test::TemporaryFolder folder_;
};

void read(benchmark::State& state, const std::string& form) {
  const bool made = form == "synthetic";
  static const Stored stored;
  const DataSource source = made ? synthetic() : stored.open(form);
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(source.test->read(i++ % kRecordings));
}

std::vector<Recording> recordings() {
  const DataSource source = synthetic();
  std::vector<Recording> all;
  for (std::size_t i = 0; i < source.test->size(); ++i) all.push_back(source.test->read(i));
  return all;
}

void corruption(benchmark::State& state, const Corruption& corruption) {
  const std::vector<Recording> all = recordings();
  const std::vector<double> levels = default_levels(corruption);
  const double level = levels[levels.size() / 2];
  std::size_t i = 0;
  for (auto _ : state) {
    std::vector<Event> events = all[i % all.size()].events;
    corrupt(events, corruption, level, {}, 1, i++);
    benchmark::DoNotOptimize(events.data());
  }
}

void encode_quadrants(benchmark::State& state) {
  const std::vector<Recording> all = recordings();
  const auto quadrants =
      EvaluationLayout(kCentralLayout, kNmnistSensor, kDefaultPatchSide).windows();
  std::vector<std::uint8_t> scratch;
  std::size_t i = 0;
  for (auto _ : state) {
    for (const Window& window : quadrants) {
      benchmark::DoNotOptimize(encode(all[i % all.size()].events, window, kDefaultSteps, scratch));
    }
    ++i;
  }
}

[[maybe_unused]] const bool registered = [] {
  for (const char* form : {"folder", "archive", "packed.h5", "synthetic"}) {
    benchmark::RegisterBenchmark((std::string("read/") + form).c_str(), read, std::string(form))
        ->Unit(benchmark::kMicrosecond);
  }
  for (const Corruption* const one : corruptions()) {
    benchmark::RegisterBenchmark(("corrupt/" + std::string(one->name)).c_str(),
                                 [one](benchmark::State& state) { corruption(state, *one); })
        ->Unit(benchmark::kMicrosecond);
  }
  return true;
}();

BENCHMARK(encode_quadrants)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace ebsnn::bench
