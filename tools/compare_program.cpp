// ebsnn_compare: compares the events of two data sets, e.g. emulated and real recordings.

#include "compare_program.hpp"

#include "compare/event_statistics.hpp"
#include "compare/figures.hpp"
#include "compare/pairing.hpp"
#include "core/error.hpp"
#include "option_checks.hpp"
#include "pipeline/data_source.hpp"
#include "pipeline/log.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/unit.hpp"
#include "program.hpp"
#include "storage/atomic_file.hpp"
#include "storage/output_place.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

using namespace ebsnn::compare;

struct Options {
  std::string data;
  std::string with;
  std::string split = "train";
  std::uint64_t limit = 0;
  bool paired = false;
  std::filesystem::path csv;
};

/// For --help.
constexpr const char* kSummary =
    "Compares the events of two data sets, A and B, e.g. emulated with real ones.\n\n"
    "Prints for each: events per recording, by class and by saccade (0 - 105, 105 - 210, 210 - 315 "
    "ms), ON share, active pixels, times of the first and last event, intervals between "
    "successive events of a pixel. Then distances: correlations (1: no difference) and "
    "Kolmogorov-Smirnov distances (KS; 0: no difference). Times are in ms.";

void declare(OptionList& list, Options& o) {
  list.add_option("--data", o.data, fmt::format("A: {}", data_help()))->required();
  list.add_option("--with", o.with, "B: the data set to compare with, in any of these forms")
      ->required();
  list.add_option("--split", o.split, "Which recordings of both: train or test")
      ->capture_default_str()
      ->check(one_of({"train", "test"}));
  list.add_option("--limit", o.limit,
                  "Number of recordings of each, spread evenly over all; 0: all")
      ->capture_default_str()
      ->transform(whole_number());
  list.add_flag(
      "--paired", o.paired,
      "Recordings of the same class and file name (in packed files: at the same position) "
      "show the same image: also compare them one by one");
  list.add_option("--csv", o.csv, "Also write the figures to this file, replacing it");
}

/// A data set, and the split of it that is compared.
struct Input {
  DataSource source;
  const Dataset* recordings = nullptr;
  std::string description;
};

/// The figures are of N-MNIST's three saccades, on its sensor.
void require_nmnist(const char* option, const std::string& text, const DataSource& source) {
  const DataDescription& data = description_of(source);
  if (data.sensor != kNmnistSensor) {
    throw InputError(fmt::format("{} {}: has a sensor of {} px; expected that of N-MNIST, {}",
                                 option, text, text_of(data.sensor), text_of(kNmnistSensor)));
  }
}

Input open_input(const char* option, const std::string& text, const std::string& split) {
  Input input;
  input.source = open_data_source(text);
  require_nmnist(option, text, input.source);
  for (const std::string& warning : input.source.warnings) log_warning(warning);
  const bool train = split == "train";
  input.recordings = train ? input.source.train.get() : input.source.test.get();
  if (input.recordings == nullptr) {
    throw InputError(fmt::format("{} {}: has no {} recordings (--split {})", option, text,
                                 train ? "training" : "test", split));
  }
  input.description = fmt::format("{}, {}", input.source.place, split);
  return input;
}

/// The indices of both that are compared; as pairs if requested.
std::vector<Pair> chosen_pairs(const Dataset& a, const Dataset& b, std::uint64_t limit) {
  const std::vector<Pair> all = pair_recordings(a, b);
  std::vector<Pair> chosen;
  for (const std::size_t i : spread_evenly(all.size(), limit)) chosen.push_back(all[i]);
  return chosen;
}

void compare_pairs(const Dataset& a, const Dataset& b, const Options& o, Verbosity verbosity,
                   Comparison& comparison) {
  const std::vector<Pair> chosen = chosen_pairs(a, b, o.limit);
  EventStatistics of_a;
  EventStatistics of_b;
  PairStatistics pairs;
  Progress progress("comparing", "pairs", chosen.size(), verbosity);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const Recording one = a.read(chosen[i].a);
    const Recording other = b.read(chosen[i].b);
    of_a.add(one);
    of_b.add(other);
    pairs.add(one, other);
    progress.update(i + 1);
  }
  comparison.of_a = figures_of(of_a);
  comparison.of_b = figures_of(of_b);
  comparison.between = distances_between(of_a, of_b);
  for (const Figure& distance : pair_distances(pairs)) comparison.between.push_back(distance);
}

EventStatistics statistics_of(const Dataset& data, const Options& o, Verbosity verbosity) {
  const std::vector<std::size_t> chosen = spread_evenly(data.size(), o.limit);
  EventStatistics statistics;
  Progress progress("reading", "recordings", chosen.size(), verbosity);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    statistics.add(data.read(chosen[i]));
    progress.update(i + 1);
  }
  return statistics;
}

void compare_collections(const Dataset& a, const Dataset& b, const Options& o, Verbosity verbosity,
                         Comparison& comparison) {
  const EventStatistics of_a = statistics_of(a, o, verbosity);
  const EventStatistics of_b = statistics_of(b, o, verbosity);
  comparison.of_a = figures_of(of_a);
  comparison.of_b = figures_of(of_b);
  comparison.between = distances_between(of_a, of_b);
}

void compare_data(const Program& program, const Options& o) {
  if (!o.csv.empty()) (void)output_file(o.csv, "--csv");
  const Input a = open_input("--data", o.data, o.split);
  const Input b = open_input("--with", o.with, o.split);
  Comparison comparison{a.description, b.description, {}, {}, {}};
  const auto compare = o.paired ? compare_pairs : compare_collections;
  compare(*a.recordings, *b.recordings, o, program.verbosity(), comparison);
  if (!o.csv.empty()) write_file_atomically(o.csv, to_csv(comparison));
  fmt::print("{}", to_text(comparison));
}

}  // namespace

int compare_program(Communicator& comm, int argc, const char* const* argv) {
  Program program("ebsnn_compare", kSummary,
                  "ebsnn_compare --data N-MNIST --with synthetic:train=6000 --limit 1000");
  Options options;
  declare(program.options(), options);
  // One process reads 60,000 recordings in less than a minute.
  return program.run(comm, argc, argv, [&] {
    agree(comm, [&] {
      if (comm.is_root()) compare_data(program, options);
    });
  });
}

}  // namespace ebsnn
