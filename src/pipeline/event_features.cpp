#include "pipeline/event_features.hpp"

#include "core/error.hpp"
#include "core/number_text.hpp"
#include "core/partition.hpp"
#include "parallel/archive.hpp"
#include "pipeline/condition.hpp"
#include "pipeline/configuration.hpp"
#include "pipeline/data_checksum.hpp"
#include "pipeline/data_source.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace ebsnn {
namespace {

int whole_setting(const std::filesystem::path& path, const Provenance& provenance,
                  const std::string& name) {
  const std::string text = text_setting_of(provenance, name).value_or("not set");
  const std::optional<int> number = number_in<int>(text);
  if (!number) {
    throw InputError(fmt::format("{}: its configuration has {}: {}, must be a whole number",
                                 path.string(), name, text));
  }
  return *number;
}

RecordingsOfSplit recordings_of(const LoadedActivity& loaded) {
  return {loaded.activity.recording, loaded.provenance.data_checksum};
}

const char* name_of(Split split) { return split == Split::train ? "training" : "test"; }

const Dataset* data_of(const DataSource& data, Split split) {
  return (split == Split::train ? data.train : data.test).get();
}

void require_recordings(const DataSource& source, const RecordingsOfSplit& recordings,
                        Split split) {
  const Dataset* data = data_of(source, split);
  const std::size_t there = data == nullptr ? 0 : data->size();
  for (const std::uint64_t index : recordings.indices) {
    if (index >= there) {
      throw InputError(fmt::format(
          "{}: has {} {} recordings, but the activity files hold recording {} (from 0): give the "
          "data that they were made of",
          source.place, there, name_of(split), index));
    }
  }
}

/// Collective.
void open(const RunContext& run, const DataSource& source, const RecordingsOfSplit& recordings,
          Split split, std::map<Split, UnchangedDataset>& opened) {
  const Dataset* data = data_of(source, split);
  if (data == nullptr) return;  // there are no recordings
  const std::vector<std::size_t> indices(recordings.indices.begin(), recordings.indices.end());
  const SplitChecksum checksum = checksum_of_split(run.comm, *data, indices, run.verbosity);
  agree(run.comm, [&] {
    if (checksum.text != recordings.checksum) {
      throw InputError(fmt::format(
          "{}: its {} recordings have checksum {}, those of the activity files {}: give the data "
          "that they were made of",
          source.place, name_of(split), checksum.text, recordings.checksum));
    }
  });
  opened.try_emplace(split, *data, indices, checksum);
}

/// Collective: the unit of the root, on all ranks.
Unit broadcast_unit(const Communicator& comm, const Unit& unit) {
  bool train = unit.split == Split::train;
  std::string condition = ebsnn::name_of(unit.condition);
  broadcast_object(comm, train);
  broadcast_object(comm, condition);
  return {train ? Split::train : Split::test, parse_condition(condition, "condition")};
}

/// Collective: the numbers of all ranks, in rank order, on the root.
std::vector<std::uint16_t> gather_counts(const Communicator& comm,
                                         const std::vector<std::uint16_t>& mine) {
  std::vector<std::uint16_t> all;
  for (const Bytes& bytes : comm.gather(to_archive(mine))) {
    std::vector<std::uint16_t> part;
    from_archive(bytes, part);
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace

RecordingsOfRun recordings_of_run(const std::filesystem::path& path, const LoadedActivity& train,
                                  const LoadedActivity& test) {
  const Provenance& provenance = train.provenance;
  return {recordings_of(train),
          recordings_of(test),
          provenance.seed,
          own_seed_of(provenance, kSensorSeed),
          text_setting_of(provenance, "layout").value_or(""),
          text_setting_of(provenance, "sensor").value_or(""),
          whole_setting(path, provenance, "patch-side"),
          whole_setting(path, provenance, "steps")};
}

std::map<Split, UnchangedDataset> open_recordings(const RunContext& run, const DataSource& data,
                                                  const RecordingsOfRun& recordings) {
  agree(run.comm, [&] {
    const std::string sensor = text_of(description_of(data).sensor);
    if (sensor != recordings.sensor) {
      throw InputError(fmt::format("{}: its sensor has {} px, that of the activity files {} px",
                                   data.place, sensor, recordings.sensor));
    }
    require_recordings(data, recordings.train, Split::train);
    require_recordings(data, recordings.test, Split::test);
  });
  std::map<Split, UnchangedDataset> opened;
  open(run, data, recordings.train, Split::train, opened);
  open(run, data, recordings.test, Split::test, opened);
  return opened;
}

EventFeatures::EventFeatures(const RunContext& run, const DataSource& data, const Code& code,
                             RecordingsOfRun recordings)
    : run_(run), data_(data), code_(code), recordings_(std::move(recordings)) {
  broadcast_object(run_.comm, recordings_);
  unchanged_ = open_recordings(run_, data_, recordings_);
  agree(run_.comm, [&] {
    layout_.emplace(recordings_.layout, description_of(data_).sensor, recordings_.patch_side);
  });
}

std::vector<std::uint16_t> EventFeatures::of_recording(const Unit& unit, std::size_t index) {
  const Dataset& data = unchanged_.at(unit.split);
  Recording recording = data.read(index);
  apply(unit.condition, recording.events,
        {data.description().sensor, recordings_.steps, recordings_.sensor_seed}, recordings_.seed,
        index);
  return code_.of_events(encode(recording.events, layout_->windows(), recordings_.steps, scratch_),
                         *layout_);
}

CodeCounts EventFeatures::of(const Unit& of_root) {
  const Unit unit = broadcast_unit(run_.comm, of_root);
  const RecordingsOfSplit& recordings =
      unit.split == Split::train ? recordings_.train : recordings_.test;
  const Block block =
      block_of(recordings.indices.size(), static_cast<std::size_t>(run_.comm.rank()),
               static_cast<std::size_t>(run_.comm.size()));
  std::vector<std::uint16_t> mine;
  Progress progress("counting events", "training recordings per rank", block.count,
                    unit.split == Split::train ? run_.verbosity : Verbosity::silent);
  agree(run_.comm, [&] {
    for (std::size_t i = block.first; i < block.end() && !run_.comm.stop_raised(); ++i) {
      if (const std::string reason = run_.stop.reason(); !reason.empty()) {
        throw Interrupted(fmt::format(
            "stopped by {} while counting events; activities are kept: run the same command again "
            "to continue",
            reason));
      }
      const std::vector<std::uint16_t> counts = of_recording(unit, recordings.indices[i]);
      mine.insert(mine.end(), counts.begin(), counts.end());
      progress.update(i - block.first + 1);
    }
  });
  const std::vector<SpikeRaster> no_events(layout_->size(), SpikeRaster(recordings_.steps));
  return {code_.of_events(no_events, *layout_).size(), gather_counts(run_.comm, mine)};
}

}  // namespace ebsnn
