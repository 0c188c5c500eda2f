#include "pipeline/unit.hpp"

#include "core/error.hpp"
#include "core/number_text.hpp"
#include "core/partition.hpp"
#include "core/printable.hpp"
#include "pipeline/levels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string_view>
#include <tuple>
#include <utility>

namespace ebsnn {
namespace {

constexpr const char* kSuite = "ec1";

std::vector<std::string> split_at_commas(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t first = 0;
  while (first <= text.size()) {
    const std::size_t end = std::min(text.find(',', first), text.size());
    parts.push_back(text.substr(first, end - first));
    first = end + 1;
  }
  return parts;
}

std::vector<const Corruption*> published_corruptions() {
  std::vector<const Corruption*> published;
  for (const Corruption* corruption : corruptions()) {
    if (corruption->published) published.push_back(corruption);
  }
  return published;
}

bool means_published(const std::string& names) { return names == "all" || names == "published"; }

std::vector<const Corruption*> chosen_corruptions(const std::string& names) {
  if (means_published(names)) return published_corruptions();
  if (names == "none") return {};
  std::vector<const Corruption*> chosen;
  for (const std::string& name : split_at_commas(names)) {
    const Corruption* corruption = &find_corruption(name);
    if (std::find(chosen.begin(), chosen.end(), corruption) != chosen.end()) {
      throw InputError(fmt::format("--corruption {}: {} occurs twice", names, name));
    }
    chosen.push_back(corruption);
  }
  return chosen;
}

std::vector<double> levels_or_default(const Corruption& corruption, const Levels& levels) {
  return levels ? *levels : default_levels(corruption);
}

/// Runs `work`; its InputError then begins with `option`.
void naming(const std::string& option, const std::function<void()>& work) {
  try {
    work();
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}: {}", option, error.what()));
  }
}

void add_units(std::vector<Unit>& units, const Corruption& corruption, const Levels& levels,
               const std::string& option) {
  for (const double level : levels_or_default(corruption, levels)) {
    naming(option, [&] { check_level(corruption, level); });
    units.push_back(test_unit(corruption, level));
  }
}

/// The corruptions that have lists of their own.
std::vector<const Corruption*> named_corruptions(const LevelChoice& levels,
                                                 const std::string& option) {
  std::vector<const Corruption*> named;
  naming(option, [&] {
    for (const auto& entry : levels.named) {
      named.push_back(&find_corruption(entry.first));
    }
  });
  return named;
}

/// Adds the units of corruptions where --levels names some.
void add_named(std::vector<Unit>& units, const std::string& names, const LevelChoice& levels,
               const std::string& option) {
  const std::vector<const Corruption*> named = named_corruptions(levels, option);
  const std::vector<const Corruption*> chosen =
      means_published(names) ? named : chosen_corruptions(names);
  for (const Corruption* corruption : named) {
    if (std::find(chosen.begin(), chosen.end(), corruption) == chosen.end()) {
      throw InputError(fmt::format("{}: names {}, which --corruption {} leaves out", option,
                                   corruption->name, names));
    }
  }
  for (const Corruption* corruption : chosen) {
    const auto place = std::find(named.begin(), named.end(), corruption) - named.begin();
    const auto which = static_cast<std::size_t>(place);
    add_units(units, *corruption, which < named.size() ? levels.named[which].second : std::nullopt,
              option);
  }
}

void add_suite(std::vector<Unit>& units, const UnitChoice& choice) {
  if (choice.suite != kSuite) {
    throw InputError(
        fmt::format("--suite '{}': unknown; known: {}", excerpt(choice.suite), kSuite));
  }
  const auto require_none = [&](bool given, const std::string& option, const std::string& value) {
    if (!given) return;
    throw InputError(
        fmt::format("--suite {}: has corruptions and levels of its own; leave out {} {}",
                    choice.suite, option, excerpt(value)));
  };
  require_none(!choice.corruption.empty() && choice.corruption != "none", "--corruption",
               choice.corruption);
  require_none(choice.levels != "published", choice.levels_option, choice.levels);
  for (const Corruption* corruption : corruptions()) {
    if (corruption->severities.empty()) continue;
    for (const double level : suite_levels(*corruption)) {
      units.push_back(test_unit(*corruption, level));
    }
  }
}

void add_corruptions(std::vector<Unit>& units, const UnitChoice& choice) {
  if (!choice.suite.empty()) {
    add_suite(units, choice);
    return;
  }
  const LevelChoice levels = parse_levels(choice.levels, choice.levels_option);
  std::string names = choice.corruption;
  if (names.empty()) {
    names = choice.conditions.empty() || !levels.named.empty() ? "all" : "none";
  }
  if (!levels.named.empty()) {
    add_named(units, names, levels, choice.levels_option);
    return;
  }
  for (const Corruption* corruption : chosen_corruptions(names)) {
    add_units(units, *corruption, levels.common, choice.levels_option);
  }
}

void add_conditions(std::vector<Unit>& units, const UnitChoice& choice) {
  for (const std::string& text : choice.conditions) {
    const Unit unit{Split::test, parse_condition(text, "--condition")};
    // A condition may be one of the chosen levels.
    if (std::find(units.begin(), units.end(), unit) == units.end()) units.push_back(unit);
  }
}

}  // namespace

std::string Unit::name() const {
  if (split == Split::train) {
    return is_clean(condition) ? "train" : fmt::format("train {}", name_of(condition));
  }
  return condition.size() == 1
             ? fmt::format("{} {}", condition.front().corruption->name, condition.front().level)
             : name_of(condition);
}

std::filesystem::path Unit::file() const {
  const std::filesystem::path folder = "activity";
  if (is_clean(condition)) return folder / (split == Split::train ? "train.h5" : "clean.h5");
  const std::string condition_file = name_of(condition) + ".h5";
  if (split == Split::train) return folder / "train" / condition_file;
  if (condition.size() > 1) return folder / "condition" / condition_file;
  const AppliedCorruption& only = condition.front();
  return folder / std::string(only.corruption->name) / fmt::format("{}.h5", only.level);
}

const Corruption* Unit::corruption() const {
  return split == Split::test && condition.size() == 1 ? condition.front().corruption : nullptr;
}

double Unit::level() const { return condition.size() == 1 ? condition.front().level : 0.0; }

Unit clean_unit() { return {Split::test, {}}; }

Unit test_unit(const Corruption& corruption, double level) {
  return {Split::test, {{&corruption, level}}};
}

ResultRow result_row(const Unit& unit) {
  if (const Corruption* corruption = unit.corruption(); corruption != nullptr) {
    return {std::string(corruption->name), std::string(corruption->unit), unit.level()};
  }
  return {unit.name(), "condition", unit.condition.empty() ? 0.0 : 1.0};
}

bool comes_before(const Unit& a, const Unit& b) {
  const auto key = [](const Unit& unit) {
    const bool several = unit.condition.size() > 1;
    const std::size_t kind = unit.split == Split::train ? 0 : unit.condition.size() + 1;
    const Corruption* const only = unit.corruption();
    const std::size_t place = only == nullptr ? 0 : place_of(only);
    const double severity = only == nullptr ? 0.0 : severity_of(*only, unit.level());
    return std::make_tuple(std::min<std::size_t>(kind, 3), place, severity,
                           several ? unit.name() : std::string());
  };
  return key(a) < key(b);
}

std::vector<Unit> make_units(const UnitChoice& choice) {
  std::vector<Unit> units{
      Unit{Split::train, parse_condition(choice.train_condition, "--train-condition")},
      clean_unit()};
  add_corruptions(units, choice);
  add_conditions(units, choice);
  return units;
}

std::vector<Unit> units_to_simulate(const std::vector<Unit>& units) {
  std::vector<Unit> own;
  for (const Unit& unit : units) {
    if (unit.condition.empty() || !is_clean(unit.condition)) own.push_back(unit);
  }
  return own;
}

Task parse_task(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::string_view all = text;
  const auto number = number_in<std::size_t>(all.substr(0, slash));
  const auto of = number_in<std::size_t>(slash < all.size() ? all.substr(slash + 1) : "");
  if (!number || !of || *number < 1 || *number > *of) {
    throw InputError(fmt::format("--task {}: must be K/M with whole numbers 1 <= K <= M", text));
  }
  return {*number, *of};
}

std::vector<Unit> slice(const std::vector<Unit>& units, const Task& task) {
  const Block block = block_of(units.size(), task.number - 1, task.of);
  const auto first = units.begin() + static_cast<std::ptrdiff_t>(block.first);
  return {first, first + static_cast<std::ptrdiff_t>(block.count)};
}

std::vector<std::size_t> spread_evenly(std::size_t size, std::size_t limit) {
  const std::size_t count = limit == 0 ? size : std::min(limit, size);
  std::vector<std::size_t> indices(count);
  for (std::size_t i = 0; i < count; ++i) {
    indices[i] = i * size / count;
  }
  return indices;
}

}  // namespace ebsnn
