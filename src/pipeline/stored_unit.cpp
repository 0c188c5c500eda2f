#include "pipeline/stored_unit.hpp"

#include "core/error.hpp"
#include "pipeline/configuration.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string>

namespace ebsnn {
namespace {

/// Without the quotes around text.
std::string text_of(const std::string& value) {
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

const Corruption* corruption_called(const std::string& name) {
  for (const Corruption& corruption : corruptions()) {
    if (corruption.name == name) {
      return &corruption;
    }
  }
  return nullptr;
}

std::optional<double> number_of(const std::string& text) {
  double number = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

/// Nothing where the configuration names no unit.
std::optional<Unit> unit_named_by(const Provenance& provenance) {
  const std::string split = text_of(setting_of(provenance, "split").value_or(""));
  if (split == "train") {
    return Unit{};
  }
  const std::string name = text_of(setting_of(provenance, "corruption").value_or(""));
  const std::optional<double> level = number_of(setting_of(provenance, "level").value_or(""));
  const Corruption* corruption = corruption_called(name);
  if (split != "test" || corruption == nullptr || !level) {
    return std::nullopt;
  }
  return Unit{corruption, *level};
}

}  // namespace

Unit stored_unit(const std::filesystem::path& path, const Provenance& provenance) {
  const std::optional<Unit> unit = unit_named_by(provenance);
  if (!unit) {
    const auto value = [&](const char* name) {
      return setting_of(provenance, name).value_or("not set");
    };
    throw InputError(fmt::format(
        "{}: does not say which unit it holds in a way that this version knows (split: {}, "
        "corruption: {}, level: {}); it was written by {}",
        path.string(), value("split"), value("corruption"), value("level"), writer_of(provenance)));
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

void require_rows(const std::filesystem::path& path, const Activity& activity, std::size_t neurons,
                  std::span<const std::uint64_t> recording, std::span<const std::uint8_t> label) {
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
          "{}: row {} holds recording {} of digit {}, expected recording {} of digit {}",
          path.string(), i, activity.recording[i], activity.label[i], recording[i], label[i]));
    }
  }
}

}  // namespace ebsnn
