#include "corruption/table.hpp"

#include <array>
#include <cmath>
#include <cstdint>

namespace ebsnn {
namespace {

/// Flips the polarity of exactly floor(fraction n + 0.5) of the n events.
void polarity_flip(std::vector<Event>& events, double fraction,
                   const CorruptionContext& /*context*/, RandomSequence& random) {
  auto unseen = static_cast<std::uint32_t>(events.size());
  auto to_flip = static_cast<std::uint32_t>(std::floor(fraction * unseen + 0.5));
  // Selection sampling, as in drop_event: every subset of that size is equally likely.
  for (Event& event : events) {
    const bool flips = random.below(unseen) < to_flip;
    event.on = event.on != flips;
    to_flip -= static_cast<std::uint32_t>(flips);
    --unseen;
  }
}

constexpr std::array kSeverities = {0.1, 0.2, 0.3, 0.4, 0.5};

}  // namespace

constinit const Corruption kPolarityFlip{
    .name = "polarity_flip",
    .unit = "fraction",
    .summary = "flips the polarity of this fraction of the events",
    .title = "Flipped polarity",
    .axis = "Share of polarities flipped",
    .min_level = 0.0,
    .max_level = 1.0,
    .severities = kSeverities,
    .stream = Stream{26},
    .apply = polarity_flip};

}  // namespace ebsnn
