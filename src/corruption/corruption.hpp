#pragma once
// The five corruptions of recordings, and the table of them.
//
// Source: Larisch, Berger & Hamker (ICANN 2023, doi 10.1007/978-3-031-44198-1_17), with Tonic 1.1.2
// for those that it has. All act on the whole 34 x 34 sensor, before the central crop. See
// README.md beside this file for side effects.

#include "core/random.hpp"
#include "events/event.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

/// One row of the table.
struct Corruption {
  std::string_view name;     ///< "drop_event", ...
  std::string_view unit;     ///< of the level: "fraction", "events", "px^2", "ms"
  std::string_view summary;  ///< one line for --help
  double min_level;          ///< levels outside min_level .. max_level are errors
  double max_level;
  bool max_excluded;  ///< whether max_level itself is an error too
  bool integral;      ///< whether levels must be whole numbers
  std::span<const double> published_levels;
  Stream stream;
  /// Applies the corruption at `level` in place. `duration_ms` (> 0) is the length of a
  /// presentation. Events must lie on the sensor, and `level` within its bounds. InputError if the
  /// recording has no room for it (uniform_noise).
  void (*apply)(std::vector<Event>& events, double level, int duration_ms, RandomSequence& random);
};

/// All corruptions in the published order: drop_event, drop_area, uniform_noise, spatial_jitter,
/// time_jitter.
[[nodiscard]] std::span<const Corruption> corruptions();

/// The corruption called `name`; InputError listing the known ones if there is none.
[[nodiscard]] const Corruption& find_corruption(std::string_view name);

/// InputError naming corruption, level and bounds unless `level` is valid for `corruption`.
void check_level(const Corruption& corruption, double level);

/// Corrupts `events` with draws keyed by (seed, corruption, level, recording): the result depends
/// only on these. Checks the level. Errors name the recording if it is the cause.
void corrupt(std::vector<Event>& events, const Corruption& corruption, double level,
             int duration_ms, std::uint64_t seed, std::uint64_t recording);

}  // namespace ebsnn
