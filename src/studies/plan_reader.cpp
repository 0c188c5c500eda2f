#include "studies/plan_reader.hpp"

#include "core/error.hpp"
#include "core/number_text.hpp"
#include "core/printable.hpp"
#include "studies/seed_list.hpp"
#include "studies/toml_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>

namespace ebsnn {
namespace {

constexpr std::uint64_t kMostPatches = 1000000000;  // as of ebsnn_train

/// One of two words.
bool is_first(const TomlSection& section, const char* key, const char* first, const char* second) {
  const std::string word = section.text_or(key, first);
  if (word != first && word != second) {
    section.fail(key, fmt::format("is '{}', expected {} or {}", excerpt(word), first, second));
  }
  return word == first;
}

StudyNetwork network_in(const std::string& name, const TomlSection& section) {
  StudyNetwork network;
  network.name = name;
  if (section.has("parameters")) {
    const TomlSection parameters = section.section("parameters");
    for (const std::string& key : parameters.keys()) {
      network.parameters[key] = parameters.number(key);
    }
  }
  if (section.has("calibrate")) network.calibrate = section.number("calibrate");
  network.from = section.text_or("from", "");
  if (section.has("operations")) network.operations = section.texts("operations");
  section.refuse_others();
  return network;
}

std::vector<StudyNetwork> networks_in(const TomlSection& root) {
  std::vector<StudyNetwork> networks;
  const TomlSection section = root.section("networks");
  for (const std::string& name : section.keys()) {
    networks.push_back(network_in(name, section.section(name)));
  }
  return networks;
}

/// Numbers in one form, however they are written: 1e-4 becomes 0.0001.
StudyReadout readout_in(const TomlSection& section, const StudyReadout& otherwise) {
  const std::string cost = section.word_or("svm_c", otherwise.svm_c);
  const std::optional<double> number = number_in<double>(cost);
  return {section.text_or("scaling", otherwise.scaling),
          number ? fmt::format("{}", *number) : cost};
}

std::vector<StudyReadout> readouts_in(const TomlSection& root) {
  std::vector<StudyReadout> readouts;
  for (const TomlSection& section : root.sections("readouts")) {
    readouts.push_back(readout_in(section, {}));
    section.refuse_others();
  }
  if (!root.has("readouts")) readouts.emplace_back();
  return readouts;
}

/// The level 0 comes first, whether the plan names it or not.
std::vector<double> with_clean(std::span<const double> levels) {
  std::vector<double> with(1, 0.0);
  const bool has_clean = !levels.empty() && levels[0] == 0.0;
  for (const double level : levels.subspan(has_clean ? 1 : 0)) with.push_back(level);
  return with;
}

StudyCorruption published(const Corruption& corruption) {
  return {&corruption, with_clean(corruption.levels)};
}

StudyCorruption corruption_in(const std::string& name, const TomlSection& section) {
  const Corruption& corruption = find_corruption(name);
  const std::optional<std::vector<double>> levels = section.numbers_or_text(name);
  if (levels) return {&corruption, with_clean(*levels)};
  if (section.text(name) != "published") {
    section.fail(name, "is neither \"published\" nor an array of numbers");
  }
  return published(corruption);
}

std::vector<StudyCorruption> corruptions_in(const TomlSection& root) {
  std::vector<StudyCorruption> chosen;
  if (root.is_section("corruptions")) {
    const TomlSection section = root.section("corruptions");
    for (const std::string& name : section.keys()) {
      if (corruption_called(name) == nullptr) section.fail(name, "is no corruption");
      chosen.push_back(corruption_in(name, section));
    }
  } else {
    if (root.text_or("corruptions", "published") != "published") {
      root.fail("corruptions", "is neither \"published\" nor a table");
    }
    for (const Corruption* corruption : corruptions()) {
      if (corruption->published) chosen.push_back(published(*corruption));
    }
  }
  const auto place = [](const StudyCorruption& c) { return place_of(c.corruption); };
  std::ranges::sort(chosen, {}, place);
  return chosen;
}

Hypothesis hypothesis_in(const TomlSection& section, const StudyPlan& plan) {
  Hypothesis h;
  h.name = section.text("name");
  h.network = section.text("network");
  h.other = section.text("other");
  h.corruption = section.text("corruption");
  h.expect_above = is_first(section, "expect", "above", "below");
  h.upper_half = !is_first(section, "levels", "all", "upper-half");
  h.code = section.text_or("code", "v1");
  h.readout = readout_in(section, plan.readouts.empty() ? StudyReadout() : plan.readouts.back());
  section.refuse_others();
  return h;
}

void read_numbers(const TomlSection& root, StudyPlan& plan) {
  plan.patches = root.whole_or("patches", plan.patches, 1, kMostPatches);
  plan.calibration_patches =
      root.whole_or("calibration_patches", plan.calibration_patches, 1, kMostPatches);
  plan.train_limit = root.whole_or("train_limit", plan.train_limit);
  plan.test_limit = root.whole_or("test_limit", plan.test_limit);
  plan.ei_limit = root.whole_or("ei_limit", plan.ei_limit);
  plan.replicates = root.whole_or("replicates", plan.replicates, 1, 1000000);
  plan.analysis_seed = root.whole_or("analysis_seed", plan.analysis_seed);
  const auto read_seed = [&root](const char* key, std::optional<std::uint64_t>& seed) {
    if (root.has(key)) seed = root.whole_or(key, 0);
  };
  read_seed("weight_seed", plan.weight_seed);
  read_seed("patch_seed", plan.patch_seed);
  read_seed("corruption_seed", plan.corruption_seed);
  read_seed("sensor_seed", plan.sensor_seed);
}

StudyPlan plan_in(const TomlSection& root, const std::string& file) {
  StudyPlan plan;
  plan.data = root.text("data");
  plan.sensor = root.text_or("sensor", plan.sensor);
  plan.layout = root.text_or("layout", plan.layout);
  plan.precision = is_first(root, "precision", "double", "single") ? "double" : "single";
  plan.seeds = parse_seeds(root.word_or("seeds", ""), fmt::format("{}: seeds", printable(file)));
  read_numbers(root, plan);
  plan.networks = networks_in(root);
  plan.codes = root.has("codes") ? root.texts("codes") : std::vector<std::string>{"v1"};
  plan.readouts = readouts_in(root);
  plan.corruptions = corruptions_in(root);
  for (const TomlSection& section : root.sections("hypotheses")) {
    plan.hypotheses.push_back(hypothesis_in(section, plan));
  }
  root.refuse_others();
  return plan;
}

}  // namespace

StudyPlan parse_plan(std::string_view text, const std::string& file) {
  toml::table table;
  try {
    table = toml::parse(text);
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    throw InputError(fmt::format("{}: line {}: is not valid TOML at column {}: {}", printable(file),
                                 at.line, at.column, excerpt(error.description())));
  }
  StudyPlan plan = plan_in(TomlSection(file, "", table), file);
  check_plan(plan, printable(file));
  return plan;
}

}  // namespace ebsnn
