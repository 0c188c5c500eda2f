#include "pipeline/configuration.hpp"

#include "core/error.hpp"
#include "core/number_text.hpp"

#include <fmt/format.h>

#include <map>
#include <sstream>

namespace ebsnn {
namespace {

using Settings = std::map<std::string, std::string>;

/// "name = value" lines.
Settings lines_of(const Provenance& provenance) {
  Settings settings;
  std::istringstream lines(provenance.depends_on);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equals = line.find(" = ");
    if (equals != std::string::npos) {
      settings[line.substr(0, equals)] = line.substr(equals + 3);
    }
  }
  return settings;
}

/// Settings that older files lack, since there was no choice.
const Settings kOnlyChoice{{"sensor", "\"34x34\""}, {"layout", "\"central\""}};

Settings settings_of(const Provenance& provenance) {
  Settings settings = lines_of(provenance);
  settings.insert(kOnlyChoice.begin(), kOnlyChoice.end());
  settings["seed"] = std::to_string(provenance.seed);
  settings["data checksum"] = provenance.data_checksum;
  settings["network checksum"] = provenance.network_checksum;
  return settings;
}

/// Where one of both has a sensor seed of its own, that of the other is its seed. The same for
/// weights and patches.
void complete_seeds(Settings& there, Settings& now) {
  for (const char* name : {kSensorSeed, kWeightSeed, kPatchSeed}) {
    if (!there.contains(name) && !now.contains(name)) continue;
    there.try_emplace(name, there.at("seed"));
    now.try_emplace(name, now.at("seed"));
  }
}

std::string value_or_nothing(const Settings& settings, const std::string& name) {
  const auto found = settings.find(name);
  return found == settings.end() ? "not set" : found->second;
}

}  // namespace

std::optional<std::string> setting_of(const Provenance& provenance, const std::string& name) {
  const Settings settings = lines_of(provenance);
  const auto found = settings.find(name);
  return found == settings.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> text_setting_of(const Provenance& provenance, const std::string& name) {
  const Settings settings = settings_of(provenance);
  const auto found = settings.find(name);
  if (found == settings.end()) return std::nullopt;
  const std::string& value = found->second;
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

std::string own_seed_setting(const char* name, const std::optional<std::uint64_t>& own,
                             std::uint64_t seed) {
  if (own.value_or(seed) == seed) return "";
  return fmt::format("{} = {}\n", name, *own);
}

std::uint64_t own_seed_of(const Provenance& provenance, const char* name) {
  const std::optional<std::string> text = setting_of(provenance, name);
  return number_in<std::uint64_t>(text.value_or("")).value_or(provenance.seed);
}

std::string writer_of(const Provenance& provenance) {
  return fmt::format("{} {} ({})", provenance.program, provenance.version, provenance.git_revision);
}

std::string differences(const Provenance& found, const Provenance& expected,
                        const std::set<std::string>& ignored) {
  Settings there = settings_of(found);
  Settings now = settings_of(expected);
  complete_seeds(there, now);
  Settings names = there;
  names.insert(now.begin(), now.end());
  std::string text;
  for (const auto& [name, value] : names) {
    const std::string old_value = value_or_nothing(there, name);
    const std::string new_value = value_or_nothing(now, name);
    if (old_value != new_value && !ignored.contains(name)) {
      text += fmt::format("\n  {}: {} there, {} now", name, old_value, new_value);
    }
  }
  return text;
}

void require_same_run(const std::filesystem::path& path, const Provenance& found,
                      const Provenance& expected, const std::set<std::string>& ignored) {
  const std::string text = differences(found, expected, ignored);
  if (!text.empty()) {
    throw InputError(fmt::format(
        "{} comes from another run:{}\nUse another folder, or remove the file to make it again.",
        path.string(), text));
  }
}

}  // namespace ebsnn
