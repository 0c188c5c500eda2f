#include "pipeline/training_files.hpp"

#include "core/error.hpp"
#include "core/number_text.hpp"
#include "pipeline/configuration.hpp"
#include "storage/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

/// Trainings that are equal but for this go on from each other.
const std::set<std::string> kOfLength{"patches"};

}  // namespace

std::string configuration_of(const TrainOptions& options, const SensorGeometry& sensor,
                             const std::string& initial_network) {
  return fmt::format(
      "patches = {}\nbatch = {}\nhistory-every = {}\ninitial-network = \"{}\"\nsensor = \"{}\"\n"
      "layout = \"{}\"\n{}{}{}",
      options.patches, options.batch, options.history_every, initial_network, text_of(sensor),
      options.layout, own_seed_setting(kWeightSeed, options.weight_seed, options.seed),
      own_seed_setting(kPatchSeed, options.patch_seed, options.seed), to_toml(options.parameters));
}

std::uint64_t patches_in(const Provenance& provenance) {
  return number_in<std::uint64_t>(setting_of(provenance, "patches").value_or("0")).value_or(0);
}

std::optional<LoadedTraining> facts_if_readable(const fs::path& path) {
  try {
    return fs::exists(path) ? std::optional(read_training_facts(path)) : std::nullopt;
  } catch (const OtherFormatVersion&) {
    throw;
  } catch (const InputError&) {
    return std::nullopt;
  }
}

TrainingFiles::TrainingFiles(const TrainOptions& options, Provenance provenance)
    : options_(options), provenance_(std::move(provenance)) {}

Provenance TrainingFiles::provenance_of_recording() const {
  Provenance provenance = provenance_;
  provenance.depends_on = fmt::format("record = {}\n{}", options_.record, provenance.depends_on);
  return provenance;
}

fs::path TrainingFiles::snapshot(std::uint64_t patches) const {
  return options_.out / "snapshots" / fmt::format("network-{}.h5", patches);
}

std::vector<fs::path> TrainingFiles::snapshots_there() const {
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::directory_iterator entry(options_.out / "snapshots", failed);
       !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with("network-") && name.ends_with(".h5")) {
      files.push_back(entry->path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool TrainingFiles::same_but_for_length(const Provenance& found) const {
  return differences(found, provenance_, kOfLength).empty();
}

void TrainingFiles::require_same_but_for_length(const fs::path& path,
                                                const Provenance& found) const {
  require_same_run(path, found, provenance_, kOfLength);
}

}  // namespace ebsnn
