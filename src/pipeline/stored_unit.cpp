#include "pipeline/stored_unit.hpp"

#include "core/error.hpp"
#include "core/number_text.hpp"
#include "pipeline/configuration.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>

namespace ebsnn {
namespace {

/// Nothing where it names no condition, or one that is unknown here.
std::optional<Condition> condition_named_by(const Provenance& provenance) {
  const std::optional<std::string> condition = text_setting_of(provenance, "condition");
  if (condition) {
    try {
      return parse_condition(*condition, "condition");
    } catch (const InputError&) {
      return std::nullopt;
    }
  }
  const std::string name = text_setting_of(provenance, "corruption").value_or("");
  const std::optional<double> level =
      number_in<double>(setting_of(provenance, "level").value_or(""));
  const Corruption* corruption = corruption_called(name);
  if (corruption == nullptr || !level) return std::nullopt;
  return Condition{{corruption, *level}};
}

/// Nothing where the configuration names no unit.
std::optional<Unit> unit_named_by(const Provenance& provenance) {
  const std::string split = text_setting_of(provenance, "split").value_or("");
  const bool names_condition = setting_of(provenance, "condition").has_value();
  if (split == "train" && !names_condition) return Unit{};
  if (split != "train" && split != "test") return std::nullopt;
  const std::optional<Condition> condition = condition_named_by(provenance);
  if (!condition) return std::nullopt;
  return Unit{split == "train" ? Split::train : Split::test, *condition};
}

}  // namespace

std::string unit_settings(const Unit& unit) {
  std::string text = fmt::format("split = \"{}\"\n", unit.split == Split::train ? "train" : "test");
  if (unit.corruption() != nullptr) {
    text += fmt::format("corruption = \"{}\"\nlevel = {}\n", unit.corruption()->name, unit.level());
  } else if (unit.split == Split::test || !unit.condition.empty()) {
    text += fmt::format("condition = \"{}\"\n", name_of(unit.condition));
  }
  return text;
}

StoredUnit find_unit(const std::filesystem::path& run_folder, const Unit& unit) {
  const std::filesystem::path path = run_folder / unit.file();
  const bool is_clean_test = unit.split == Split::test && is_clean(unit.condition);
  std::error_code unknown;
  if (!is_clean_test || std::filesystem::exists(path, unknown)) {
    return {path, is_clean_test ? clean_unit() : unit};
  }
  for (const Corruption* corruption : corruptions()) {
    const std::filesystem::path old =
        run_folder / "activity" / std::string(corruption->name) / kLevelZeroFile;
    if (std::filesystem::exists(old, unknown)) return {old, test_unit(*corruption, 0.0)};
  }
  return {path, clean_unit()};
}

Unit stored_unit(const std::filesystem::path& path, const Provenance& provenance) {
  const std::optional<Unit> unit = unit_named_by(provenance);
  if (!unit) {
    const auto value = [&](const char* name) {
      return setting_of(provenance, name).value_or("not set");
    };
    throw InputError(fmt::format(
        "{}: does not say which unit it holds in a way that this version knows (split: {}, "
        "condition: {}, corruption: {}, level: {}); it was written by {}",
        path.string(), value("split"), value("condition"), value("corruption"), value("level"),
        writer_of(provenance)));
  }
  return *unit;
}

void require_unit(const std::filesystem::path& path, const Provenance& provenance,
                  const Unit& expected) {
  const Unit found = stored_unit(path, provenance);
  if (found != expected) {
    throw InputError(fmt::format(
        "{}: holds the unit '{}', expected '{}': it was copied or renamed; put the right file in "
        "its place, or remove it and run --stage simulate to make it anew",
        path.string(), found.name(), expected.name()));
  }
}

void require_rows(const std::filesystem::path& path, const Activity& activity, std::size_t windows,
                  std::size_t neurons, std::span<const std::uint64_t> recording,
                  std::span<const Label> label) {
  if (activity.windows != windows) {
    throw InputError(fmt::format("{}: holds activity of {} windows, expected {}", path.string(),
                                 activity.windows, windows));
  }
  if (activity.neurons != neurons) {
    throw InputError(fmt::format("{}: holds activity of {} V1 neurons, expected {}", path.string(),
                                 activity.neurons, neurons));
  }
  if (activity.size() != recording.size()) {
    throw InputError(fmt::format("{}: holds {} recordings, expected {}", path.string(),
                                 activity.size(), recording.size()));
  }
  for (std::size_t i = 0; i < recording.size(); ++i) {
    if (activity.recording[i] != recording[i] || activity.label[i] != label[i]) {
      throw InputError(fmt::format(
          "{}: row {} holds recording {} of class {}, expected recording {} of class {}",
          path.string(), i, activity.recording[i], activity.label[i], recording[i], label[i]));
    }
  }
}

}  // namespace ebsnn
