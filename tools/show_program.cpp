// ebsnn_show: shows one recording, as it is or corrupted, before core-hours are spent on many.

#include "show_program.hpp"

#include "core/error.hpp"
#include "corruption/corruption.hpp"
#include "corruption_seeds.hpp"
#include "data_options.hpp"
#include "encoding/evaluation_layout.hpp"
#include "encoding/spike_raster.hpp"
#include "network/simulator.hpp"
#include "option_checks.hpp"
#include "pipeline/condition.hpp"
#include "pipeline/configuration.hpp"
#include "pipeline/levels.hpp"
#include "pipeline/stop.hpp"
#include "pipeline/unit.hpp"
#include "program.hpp"
#include "show/events_file.hpp"
#include "show/preview.hpp"
#include "show/shown_recording.hpp"
#include "storage/network_file.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <string_view>

namespace ebsnn {
namespace {

using namespace ebsnn::show;

struct Options {
  DataOptions data;
  std::string split = "test";
  std::uint64_t recording = 0;
  std::string corruption = "none";
  std::string level = "published";
  std::string suite;
  std::vector<std::string> conditions;
  std::string layout = kCentralLayout;
  CorruptionSeeds seeds;
  std::string network;
  std::filesystem::path events;
  std::string colour = "auto";
  int width = 0;
  int frames = 4;
};

void declare(OptionList& list, Options& o) {
  declare_data(list, o.data)->required();
  list.add_option("--split", o.split, "Which recordings: test or train")
      ->capture_default_str()
      ->check(one_of({"test", "train"}));
  list.add_option("--recording", o.recording, "Number of the recording in the split, from 0")
      ->capture_default_str()
      ->transform(whole_number());
  list.add_option("--corruption", o.corruption,
                  "none, or corruptions separated by commas, or all; as in ebsnn_eval")
      ->capture_default_str()
      ->type_name(kList);
  list.add_option("--level,--levels", o.level, kLevelsHelp)
      ->capture_default_str()
      ->type_name(kList);
  list.add_option("--suite", o.suite, kSuiteHelp);
  list.add_option("--condition", o.conditions,
                  fmt::format("{}; several separated by commas", kConditionHelp))
      ->delimiter(',')
      ->type_name(kList);
  list.add_option("--layout", o.layout, kLayoutHelp)->capture_default_str();
  declare_corruption_seeds(list, o.seeds);
  list.add_option("--network", o.network,
                  "network.h5, its run folder, or a folder with the five text files: also show its "
                  "spikes");
  list.add_option("--events", o.events,
                  "Write events (and spikes, with --network) to this HDF5 file; with --quiet, "
                  "nothing is printed");
  list.add_option("--colour", o.colour, "auto (if the terminal supports it), always, never")
      ->capture_default_str()
      ->check(one_of({"auto", "always", "never"}));
  list.add_option("--width", o.width, "Characters per line; 0: width of the terminal, or 80")
      ->capture_default_str()
      ->transform(whole_number(0, 10000));
  list.add_option("--frames", o.frames, "Number of frames in a presentation")
      ->capture_default_str()
      ->transform(whole_number(1, 350));
}

/// Value of an environment variable; empty if it is not set.
std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool use_colour(const std::string& choice) {
  if (choice != "auto") {
    return choice == "always";
  }
  const std::string_view terminal = environment("TERM");
  return isatty(STDOUT_FILENO) == 1 && environment("NO_COLOR").empty() && !terminal.empty() &&
         terminal != "dumb";
}

int terminal_width(int asked) {
  if (asked > 0) {
    return asked;
  }
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  return 80;
}

/// The requested units; the training set stands for the recording as it is.
std::vector<Unit> chosen_units(const Options& o) {
  if (o.corruption == "none" && o.suite.empty() && o.conditions.empty()) {
    return {Unit{}};
  }
  UnitChoice choice;
  choice.corruption = o.corruption;
  choice.levels = o.level;
  choice.levels_option = "--level";
  choice.suite = o.suite;
  choice.conditions = o.conditions;
  std::vector<Unit> units = make_units(choice);
  units.erase(units.begin(), units.begin() + 2);  // the training set, the clean test set
  return units;
}

SpikeTrain input_train(const SpikeRaster& raster) {
  SpikeTrain train;
  for (int step = 0; step < raster.steps(); ++step) {
    for (const std::uint16_t channel : raster.at(step)) {
      train.step.push_back(static_cast<std::uint16_t>(step));
      train.neuron.push_back(channel);
    }
  }
  return train;
}

/// Runs the network on all windows.
void simulate(ShownRecording& condition, Simulator& simulator, const EvaluationLayout& layout,
              const NetworkShape& shape) {
  std::vector<std::uint8_t> scratch;
  for (const Window& window : layout.windows()) {
    const SpikeRaster raster = encode(condition.events, window, shape.steps, scratch);
    WindowSpikes& spikes = condition.spikes.emplace_back();
    spikes.input = input_train(raster);
    SpikeTrain both;
    (void)simulator.present(raster, &both);
    for (std::size_t i = 0; i < both.step.size(); ++i) {
      const bool v1 = both.neuron[i] < shape.v1;
      SpikeTrain& train = v1 ? spikes.v1 : spikes.inh;
      train.step.push_back(both.step[i]);
      train.neuron.push_back(static_cast<std::uint16_t>(both.neuron[i] - (v1 ? 0 : shape.v1)));
    }
  }
}

const Dataset& chosen_split(const DataSource& data, const Options& o) {
  const Dataset* split = o.split == "test" ? data.test.get() : data.train.get();
  if (split == nullptr) {
    throw InputError(fmt::format("--data {}: has no {} recordings", o.data.data,
                                 o.split == "test" ? "test" : "training"));
  }
  if (o.recording >= split->size()) {
    throw InputError(fmt::format("--recording {}: {} has {} {} recordings, 0 .. {}", o.recording,
                                 o.data.data, split->size(), o.split, split->size() - 1));
  }
  return *split;
}

/// The recording under each of the requested corruptions.
std::vector<ShownRecording> make_conditions(const Recording& recording, const Options& o,
                                            const CorruptionContext& context) {
  std::vector<ShownRecording> conditions;
  for (const Unit& unit : chosen_units(o)) {
    ShownRecording condition{"none", "none", 0.0, recording.events, {}};
    if (unit.split == Split::test) {
      const ResultRow row = result_row(unit);
      condition.corruption = row.corruption;
      condition.unit = row.unit;
      condition.level = row.level;
      apply(unit.condition, condition.events, context, o.seeds.seed, o.recording);
    }
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

void show_recording(const Program& program, const Options& o) {
  ModelParameters parameters = program.parameters({});
  std::optional<Simulator> simulator;
  if (!o.network.empty()) {
    const LoadedNetwork network = read_network(o.network, parameters);
    parameters = program.parameters(network.parameters);
    validate(network.weights, parameters, o.network);
    simulator.emplace(parameters, network.weights);
  }
  const DataSource data = open_data(o.data);
  warn_of(data);
  const Dataset& split = chosen_split(data, o);
  const Recording recording = split.read(o.recording);
  const DataDescription& description = split.description();
  const NetworkShape& shape = parameters.shape;
  const Subject subject{o.split,
                        o.recording,
                        class_name(description, recording.label),
                        recording.label,
                        description.sensor,
                        EvaluationLayout(o.layout, description.sensor, shape.patch_side),
                        shape.steps,
                        simulator.has_value()};
  std::vector<ShownRecording> conditions =
      make_conditions(recording, o, {description.sensor, shape.steps, o.seeds.sensor_seed});
  for (ShownRecording& condition : conditions) {
    if (simulator) {
      simulate(condition, *simulator, subject.layout, shape);
    }
    if (program.verbosity() > Verbosity::quiet) {
      fmt::print("{}", preview(subject, condition,
                               {use_colour(o.colour), terminal_width(o.width), o.frames}));
    }
  }
  if (!o.events.empty()) {
    Provenance provenance = program.provenance();
    provenance.seed = o.seeds.seed;
    provenance.depends_on = own_seed_setting(kSensorSeed, o.seeds.sensor_seed, o.seeds.seed);
    provenance.full_configuration = program.configuration(values_of(parameters));
    watch_stop_signals();  // the file is written in a moment; a signal must not leave a part of it
    write_events(o.events, subject, conditions, provenance);
  }
}

}  // namespace

int show_program(Communicator& comm, int argc, const char* const* argv) {
  Program program("ebsnn_show", "Shows one recording, as it is or corrupted, in the terminal.",
                  "ebsnn_show --data N-MNIST --recording 12 --corruption drop_event "
                  "--level 0.5");
  Options options;
  declare(program.options(), options);
  program.add_model_options(Program::ModelDefaults::of_network);
  return program.run(comm, argc, argv, [&] {
    agree(comm, [&] {
      if (comm.is_root()) show_recording(program, options);
    });
  });
}

}  // namespace ebsnn
