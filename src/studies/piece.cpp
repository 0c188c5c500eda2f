#include "studies/piece.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "pipeline/code.hpp"
#include "pipeline/unit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace ebsnn {
namespace {

constexpr std::array<StageInfo, 6> kStages{{
    {Stage::calibrate, "calibrate", "finds parameters that give the ratios wanted", true},
    {Stage::train, "train", "trains networks", true},
    {Stage::vary, "vary", "makes networks from others", true},
    {Stage::evaluate, "evaluate", "measures R and simulates recordings", false},
    {Stage::classify, "classify", "fits and applies readouts", false},
    {Stage::test, "test", "writes the tables", false},
}};

/// What an evaluation simulates.
std::vector<Unit> units_of(const StudyPlan& plan) {
  std::vector<Unit> units{Unit{}, clean_unit()};
  for (const StudyCorruption& c : plan.corruptions) {
    for (const double level : c.levels) units.push_back(test_unit(*c.corruption, level));
  }
  return units_to_simulate(units);
}

/// Builds pieces; words of options that several programs have are here.
class Builder {
 public:
  Builder(const StudyPlan& plan, std::vector<Piece>& pieces) : plan_(plan), pieces_(pieces) {}

  std::size_t train(const std::filesystem::path& run, const StudyNetwork& network,
                    std::uint64_t patches, std::uint64_t seed, const CalibratedValues& calibrated);
  std::size_t vary(const std::filesystem::path& run, const StudyNetwork& network,
                   std::uint64_t seed, const std::map<std::string, std::size_t>& makers);
  std::size_t measure(const std::filesystem::path& run, std::size_t network);
  std::size_t simulate(const std::filesystem::path& run, std::uint64_t seed, std::size_t network);
  std::size_t classify(const std::filesystem::path& run, const std::string& code,
                       const StudyReadout& readout, std::size_t activity);

 private:
  Piece start(Stage stage, const std::string& program, const std::filesystem::path& run,
              const std::string& what) const;
  void add_data(Piece& piece) const;
  void add_units(Piece& piece) const;
  std::size_t finish(Piece piece);

  const StudyPlan& plan_;
  std::vector<Piece>& pieces_;
};

void add(Piece& piece, const std::string& option, const std::string& value) {
  piece.words.push_back({"--" + option});
  piece.words.push_back({value});
}

/// A seed that the plan sets.
void add_seed(Piece& piece, const std::string& option, const std::optional<std::uint64_t>& seed) {
  if (seed) add(piece, option, fmt::format("{}", *seed));
}

void add_file(Piece& piece, const std::string& option, const std::filesystem::path& file,
              const std::string& before = {}) {
  piece.words.push_back({"--" + option});
  piece.words.push_back({file.generic_string(), true, before});
}

/// "networks/none/seed-1" is called none/seed-1.
std::string title_of(const std::filesystem::path& run) {
  const std::string text = run.generic_string();
  constexpr std::string_view kNetworks = "networks/";
  return text.starts_with(kNetworks) ? text.substr(kNetworks.size()) : text;
}

Piece Builder::start(Stage stage, const std::string& program, const std::filesystem::path& run,
                     const std::string& what) const {
  Piece piece;
  const std::string_view verb = program == "ebsnn_measure" ? "measure" : info_of(stage).name;
  piece.name = fmt::format("{} {}{}{}", verb, title_of(run), what.empty() ? "" : " ", what);
  piece.stage = stage;
  piece.program = program;
  piece.mark = run / "pieces" / fmt::format("{}{}{}", verb, what.empty() ? "" : "-", what);
  return piece;
}

void Builder::add_data(Piece& piece) const {
  add(piece, "data", plan_.data);
  if (!plan_.sensor.empty()) add(piece, "sensor", plan_.sensor);
}

void Builder::add_units(Piece& piece) const {
  std::vector<std::string> names, lists;
  for (const StudyCorruption& c : plan_.corruptions) {
    names.emplace_back(c.corruption->name);
    lists.push_back(fmt::format("{}={}", c.corruption->name, fmt::join(c.levels, ",")));
  }
  add(piece, "corruption", fmt::format("{}", fmt::join(names, ",")));
  add(piece, "levels", fmt::format("{}", fmt::join(lists, ";")));
}

/// Adds the checksum, and the piece to the list.
std::size_t Builder::finish(Piece piece) {
  std::string text = piece.program;
  for (const Word& word : piece.words) text += fmt::format("\n{}{}", word.before, word.text);
  for (const std::size_t need : piece.needs) text += fmt::format("\n{}", pieces_[need].checksum);
  piece.checksum = hex(checksum_of(std::string_view(text)));
  pieces_.push_back(std::move(piece));
  return pieces_.size() - 1;
}

std::size_t Builder::train(const std::filesystem::path& run, const StudyNetwork& network,
                           std::uint64_t patches, std::uint64_t seed,
                           const CalibratedValues& calibrated) {
  Piece piece = start(Stage::train, "ebsnn_train", run, "");
  add_data(piece);
  add_file(piece, "out", run);
  add(piece, "patches", fmt::format("{}", patches));
  add(piece, "layout", plan_.layout);
  add(piece, "seed", fmt::format("{}", seed));
  add_seed(piece, "weight-seed", plan_.weight_seed);
  add_seed(piece, "patch-seed", plan_.patch_seed);
  for (const auto& [name, value] : network.parameters) add(piece, name, fmt::format("{}", value));
  if (network.calibrate) {
    const auto found = calibrated.find(network.name);
    if (found == calibrated.end()) {
      throw InputError(fmt::format("network {} is not calibrated yet: run --stage calibrate first",
                                   network.name));
    }
    add(piece, kCalibratedParameter, fmt::format("{}", found->second));
  }
  piece.makes = {run / "network.h5"};
  return finish(std::move(piece));
}

/// Adds one operation: "scale INtoV1=0.5" becomes --scale INtoV1=0.5, and names of networks become
/// those of their files.
void add_operation(Piece& piece, const std::string& operation, std::uint64_t seed) {
  const std::size_t space = std::min(operation.find(' '), operation.size());
  const std::string option = operation.substr(0, space);
  const std::string argument = operation.substr(std::min(space + 1, operation.size()));
  const std::string other = other_network_of(operation);
  if (!other.empty()) {
    add_file(piece, option, run_folder_of(other, seed) / "network.h5",
             argument.substr(0, argument.size() - other.size()));
  } else if (argument.empty()) {
    piece.words.push_back({"--" + option});
  } else {
    add(piece, option, argument);
  }
}

std::size_t Builder::vary(const std::filesystem::path& run, const StudyNetwork& network,
                          std::uint64_t seed, const std::map<std::string, std::size_t>& makers) {
  Piece piece = start(Stage::vary, "ebsnn_vary", run, "");
  add_data(piece);
  add_file(piece, "network", run_folder_of(network.from, seed) / "network.h5");
  add_file(piece, "out", run / "network.h5");
  add(piece, "layout", plan_.layout);
  add(piece, "limit", fmt::format("{}", plan_.ei_limit));
  add(piece, "seed", fmt::format("{}", seed));
  add_seed(piece, "weight-seed", plan_.weight_seed);
  piece.words.push_back({"--force"});
  piece.needs.push_back(makers.at(network.from));
  for (const std::string& operation : network.operations) {
    add_operation(piece, operation, seed);
    const std::string other = other_network_of(operation);
    if (!other.empty()) piece.needs.push_back(makers.at(other));
  }
  piece.makes = {run / "network.h5"};
  return finish(std::move(piece));
}

std::size_t Builder::measure(const std::filesystem::path& run, std::size_t network) {
  const Stage stage = Stage::evaluate;
  Piece piece = start(stage, "ebsnn_measure", run, "");
  add(piece, "what", "ei");
  add_data(piece);
  add_file(piece, "network", run / "network.h5");
  add_file(piece, "out", run / "ei.h5");
  add(piece, "layout", plan_.layout);
  add(piece, "limit", fmt::format("{}", plan_.ei_limit));
  piece.words.push_back({"--force"});
  piece.needs = {network};
  piece.makes = {run / "ei.h5", run / "ei.csv"};
  return finish(std::move(piece));
}

std::size_t Builder::simulate(const std::filesystem::path& run, std::uint64_t seed,
                              std::size_t network) {
  Piece piece = start(Stage::evaluate, "ebsnn_eval", run, "");
  add(piece, "stage", "simulate");
  add_data(piece);
  add_file(piece, "network", run / "network.h5");
  add_file(piece, "out", run);
  add_units(piece);
  add(piece, "layout", plan_.layout);
  add(piece, "train-limit", fmt::format("{}", plan_.train_limit));
  add(piece, "test-limit", fmt::format("{}", plan_.test_limit));
  add(piece, "precision", plan_.precision);
  add(piece, "seed", fmt::format("{}", plan_.corruption_seed.value_or(seed)));
  add_seed(piece, "sensor-seed", plan_.sensor_seed);
  piece.needs = {network};
  for (const Unit& unit : units_of(plan_)) {
    piece.makes.push_back(run / unit.file());
  }
  return finish(std::move(piece));
}

std::size_t Builder::classify(const std::filesystem::path& run, const std::string& code,
                              const StudyReadout& readout, std::size_t activity) {
  const std::string name = readout_name(code, readout);
  Piece piece = start(Stage::classify, "ebsnn_eval", run, name);
  add(piece, "stage", "classify");
  if (is_input_code(code)) add_data(piece);
  add_file(piece, "out", run);
  add_units(piece);
  add(piece, "code", code);
  add(piece, "scaling", readout.scaling);
  add(piece, "svm-c", readout.svm_c);
  piece.needs = {activity};
  piece.keep_predictions = run / "predictions" / (name + ".h5");
  piece.makes = {piece.keep_predictions};
  return finish(std::move(piece));
}

}  // namespace

std::span<const StageInfo> stages() { return kStages; }

const StageInfo& info_of(Stage stage) { return kStages.at(static_cast<std::size_t>(stage)); }

std::vector<std::string> Piece::command(const std::filesystem::path& study) const {
  std::vector<std::string> line{program};
  for (const Word& word : words) {
    line.push_back(word.before + (word.in_study ? (study / word.text).string() : word.text));
  }
  return line;
}

std::filesystem::path run_folder_of(const std::string& network, std::uint64_t seed) {
  return std::filesystem::path("networks") / network / fmt::format("seed-{}", seed);
}

std::string readout_name(const std::string& code, const StudyReadout& readout) {
  return fmt::format("{}-{}-{}", code, readout.scaling, readout.svm_c);
}

bool is_input_code(const std::string& code) { return code_called(code).of_events != nullptr; }

std::vector<Piece> pieces_of(const StudyPlan& plan, std::span<const std::uint64_t> seeds,
                             const CalibratedValues& calibrated) {
  std::vector<Piece> pieces;
  Builder builder(plan, pieces);
  for (const std::uint64_t seed : seeds) {
    std::map<std::string, std::size_t> makers;
    for (const StudyNetwork& network : plan.networks) {
      const std::filesystem::path run = run_folder_of(network.name, seed);
      makers[network.name] = network.is_trained()
                                 ? builder.train(run, network, plan.patches, seed, calibrated)
                                 : builder.vary(run, network, seed, makers);
    }
    for (const StudyNetwork& network : plan.networks) {
      const std::filesystem::path run = run_folder_of(network.name, seed);
      const std::size_t maker = makers.at(network.name);
      builder.measure(run, maker);
      const std::size_t activity = builder.simulate(run, seed, maker);
      const bool first = &network == &plan.networks.front();
      for (const std::string& code : plan.codes) {
        if (is_input_code(code) && !first) continue;
        for (const StudyReadout& readout : plan.readouts) {
          builder.classify(run, code, readout, activity);
        }
      }
    }
  }
  return pieces;
}

std::vector<Piece> calibration_pieces(const StudyPlan& plan, const StudyNetwork& network,
                                      std::size_t number, double value) {
  const std::uint64_t seed = kFirstCalibrationSeed + number;
  const std::filesystem::path run =
      std::filesystem::path("calibration") / network.name / fmt::format("seed-{}", seed);
  StudyPlan own_seeds = plan;  // a calibration uses no seed of the study
  own_seeds.weight_seed.reset();
  own_seeds.patch_seed.reset();
  std::vector<Piece> pieces;
  Builder builder(own_seeds, pieces);
  const std::size_t maker =
      builder.train(run, network, plan.calibration_patches, seed, {{network.name, value}});
  builder.measure(run, maker);
  return pieces;
}

}  // namespace ebsnn
