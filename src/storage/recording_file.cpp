#include "storage/recording_file.hpp"

#include "core/error.hpp"
#include "h5/file.hpp"
#include "storage/atomic_file.hpp"
#include "storage/format.hpp"

#include <fmt/format.h>

#include <string>

namespace ebsnn {
namespace {

struct StateField {
  const char* name;
  std::vector<double> StateRecording::*values;
};

constexpr std::array<StateField, 4> kTraces{{{"/vm", &StateRecording::vm},
                                             {"/umeanLTD", &StateRecording::umean_ltd},
                                             {"/umeanLTP", &StateRecording::umean_ltp},
                                             {"/vmean", &StateRecording::vmean}}};

}  // namespace

std::array<RecordedNeuron, kRecordedNeurons> recorded_neurons(const NetworkShape& shape) {
  return {{{true, 0},
           {true, static_cast<std::size_t>(shape.v1) / 2},
           {false, 0},
           {false, static_cast<std::size_t>(shape.inh) / 2}}};
}

void write_recording(const std::filesystem::path& path, const StateRecording& recording,
                     const NetworkShape& shape, const Provenance& provenance) {
  std::vector<std::string> population;
  std::vector<std::uint16_t> neuron;
  for (const RecordedNeuron& recorded : recorded_neurons(shape)) {
    population.emplace_back(recorded.v1 ? "V1" : "Inh");
    neuron.push_back(static_cast<std::uint16_t>(recorded.number));
  }
  const std::size_t records = recording.patch.size();
  write_h5_atomically(path, [&](h5::File& file) {
    write_format(file, kRecordingFormat);
    file.write("/patch", recording.patch, {records});
    file.write_strings("/population", population);
    file.write("/neuron", neuron, {kRecordedNeurons});
    for (const StateField& field : kTraces) {
      file.write(field.name, recording.*field.values,
                 {records, kRecordedNeurons, static_cast<std::size_t>(shape.steps)});
      file.write_text(field.name, "axes", "record, neuron, step of 1 ms");
    }
    describe(file, kRecordingFormat);
    write_provenance(file, provenance);
  });
}

std::optional<LoadedRecording> read_recording(const std::filesystem::path& path,
                                              const NetworkShape& shape) {
  if (!std::filesystem::exists(path)) {
    return std::nullopt;
  }
  const h5::File file = open_file(path, kRecordingFormat);
  LoadedRecording loaded{{}, read_provenance(file)};
  loaded.recording.patch = file.read<std::uint64_t>("/patch");
  const h5::Shape expected{loaded.recording.patch.size(), kRecordedNeurons,
                           static_cast<std::size_t>(shape.steps)};
  for (const StateField& field : kTraces) {
    if (file.shape(field.name) != expected) {
      throw InputError(fmt::format("{}: {} does not have the shape [{}, {}, {}]",
                                   printable(path.native()), field.name, expected[0], expected[1],
                                   expected[2]));
    }
    loaded.recording.*field.values = file.read<double>(field.name);
  }
  return loaded;
}

}  // namespace ebsnn
