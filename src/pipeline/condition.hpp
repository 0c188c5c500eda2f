#pragma once
// What is done to recordings before the network sees them.

#include "corruption/corruption.hpp"
#include "events/event.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ebsnn {

struct AppliedCorruption {
  const Corruption* corruption = nullptr;
  double level = 0.0;
  friend bool operator==(const AppliedCorruption&, const AppliedCorruption&) = default;
};

/// Corruptions in the order in which they are applied. None: the recordings as they are.
using Condition = std::vector<AppliedCorruption>;

/// Help text of --condition.
inline constexpr const char* kConditionHelp =
    "corruptions that are applied to the same recordings, in this order, e.g. "
    "\"drop_event=0.3+uniform_noise=2000\"";

/// Whether a condition changes nothing: no corruption, or each at level 0.
[[nodiscard]] bool is_clean(const Condition& condition);

/// "clean", or e.g. "drop_event=0.3+uniform_noise=2000".
[[nodiscard]] std::string name_of(const Condition& condition);

/// Parses what name_of() writes; corruptions at level 0 are left out. Throws InputError naming
/// `option`, the part that is wrong, and the bounds: an unknown or repeated corruption, something
/// else than a number, a level out of bounds.
[[nodiscard]] Condition parse_condition(const std::string& text, const std::string& option);

/// Applies the corruptions in order, each with the draws that it has alone (see corrupt()). Errors
/// name the recording if it is the cause.
void apply(const Condition& condition, std::vector<Event>& events, const CorruptionContext& context,
           std::uint64_t seed, std::uint64_t recording);

}  // namespace ebsnn
