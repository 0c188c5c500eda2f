#include "corruption/corruption.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"
#include "corruption/table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace ebsnn {

std::span<const Corruption* const> corruptions() { return kCorruptions; }

const Corruption* corruption_called(std::string_view name) {
  for (const Corruption* corruption : kCorruptions) {
    if (corruption->name == name) return corruption;
  }
  return nullptr;
}

const Corruption& find_corruption(std::string_view name) {
  const Corruption* const found = corruption_called(name);
  if (found != nullptr) return *found;
  std::vector<std::string_view> known;
  known.reserve(kCorruptions.size());
  for (const Corruption* corruption : kCorruptions) known.push_back(corruption->name);
  throw InputError(
      fmt::format("unknown corruption '{}'; known: {}", excerpt(name), fmt::join(known, ", ")));
}

std::size_t place_of(const Corruption* corruption) {
  return static_cast<std::size_t>(std::ranges::find(kCorruptions, corruption) -
                                  kCorruptions.begin());
}

std::vector<double> default_levels(const Corruption& corruption) {
  if (corruption.levels.empty()) return suite_levels(corruption);
  return {corruption.levels.begin(), corruption.levels.end()};
}

std::vector<double> suite_levels(const Corruption& corruption) {
  std::vector<double> levels{0.0};
  levels.insert(levels.end(), corruption.severities.begin(), corruption.severities.end());
  return levels;
}

double severity_of(const Corruption& corruption, double level) {
  const std::span<const double> severities = corruption.severities;
  const bool descends = !severities.empty() && severities.back() < severities.front();
  if (!descends) return level;
  return level == 0.0 ? -std::numeric_limits<double>::infinity() : -level;
}

void check_level(const Corruption& corruption, double level) {
  const bool below_maximum =
      corruption.max_excluded ? level < corruption.max_level : level <= corruption.max_level;
  const bool whole = !corruption.integral || level == std::floor(level);
  // NaN fails every comparison.
  if (level == 0.0 || (level >= corruption.min_level && below_maximum && whole)) return;
  throw InputError(
      fmt::format("corruption {}: level {} {} is not {}{} >= {} and {} {}", corruption.name, level,
                  corruption.unit, corruption.min_level > 0.0 ? "0 or " : "",
                  corruption.integral ? "a whole number" : "a number", corruption.min_level,
                  corruption.max_excluded ? "<" : "<=", corruption.max_level));
}

void corrupt(std::vector<Event>& events, const Corruption& corruption, double level,
             const CorruptionContext& context, std::uint64_t seed, std::uint64_t recording) {
  check_level(corruption, level);
  if (level == 0.0 && !corruption.published) return;
  CorruptionContext own = context;
  own.sensor_seed = context.sensor_seed.value_or(seed);
  RandomSequence random(seed, corruption.stream, key_of(level), recording);
  try {
    corruption.apply(events, level, own, random);
  } catch (const InputError& error) {
    throw InputError(fmt::format("recording {}: {}", recording, error.what()));
  }
}

}  // namespace ebsnn
