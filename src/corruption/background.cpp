#include "corruption/poisson_times.hpp"
#include "corruption/table.hpp"

#include <array>
#include <cstdint>

namespace ebsnn {
namespace {

/// Appends the events of a Poisson process on every pixel, ON or OFF with probability 1/2.
void background(std::vector<Event>& events, double rate_hz, const CorruptionContext& context,
                RandomSequence& random) {
  at_poisson_times(rate_hz, context, random, [&](double t_us, std::uint16_t x, std::uint16_t y) {
    events.push_back({rounded_us(t_us), x, y, random.coin()});
  });
}

constexpr std::array kSeverities = {1.0, 3.0, 5.0, 10.0, 20.0};

}  // namespace

constinit const Corruption kBackground{.name = "background",
                                       .unit = "Hz",
                                       .summary = "adds Poisson events of this rate to every pixel",
                                       .title = "Background activity",
                                       .axis = "Rate per pixel (Hz)",
                                       .min_level = 0.0,
                                       .max_level = 1000.0,
                                       .severities = kSeverities,
                                       .stream = Stream{23},
                                       .apply = background};

}  // namespace ebsnn
