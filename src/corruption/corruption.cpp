#include "corruption/corruption.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"
#include "corruption/table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
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
  for (const Corruption* corruption : kCorruptions) known.push_back(corruption->name);
  throw InputError(
      fmt::format("unknown corruption '{}'; known: {}", excerpt(name), fmt::join(known, ", ")));
}

std::size_t place_of(const Corruption* corruption) {
  return static_cast<std::size_t>(std::ranges::find(kCorruptions, corruption) -
                                  kCorruptions.begin());
}

void check_level(const Corruption& corruption, double level) {
  const bool below_maximum =
      corruption.max_excluded ? level < corruption.max_level : level <= corruption.max_level;
  const bool whole = !corruption.integral || level == std::floor(level);
  // NaN fails every comparison.
  if (level >= corruption.min_level && below_maximum && whole) {
    return;
  }
  throw InputError(fmt::format(
      "corruption {}: level {} {} is not {} >= {} and {} {}", corruption.name, level,
      corruption.unit, corruption.integral ? "a whole number" : "a number", corruption.min_level,
      corruption.max_excluded ? "<" : "<=", corruption.max_level));
}

void corrupt(std::vector<Event>& events, const Corruption& corruption, double level,
             const CorruptionContext& context, std::uint64_t seed, std::uint64_t recording) {
  check_level(corruption, level);
  RandomSequence random(seed, corruption.stream, key_of(level), recording);
  try {
    corruption.apply(events, level, context, random);
  } catch (const InputError& error) {
    throw InputError(fmt::format("recording {}: {}", recording, error.what()));
  }
}

}  // namespace ebsnn
