#pragma once
// Corruptions of recordings, and the table of them.
//
// Source of the published five: Larisch, Berger & Hamker (ICANN 2023, doi
// 10.1007/978-3-031-44198-1_17), with Tonic 1.1.2 for those that it has. All act on the whole sensor,
// before the network's windows are cut out. See README.md beside this file for side effects.

#include "core/geometry.hpp"
#include "core/random.hpp"
#include "events/event.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ebsnn {

/// What a corruption needs to know besides the events.
struct CorruptionContext {
  SensorGeometry sensor = kNmnistSensor;
  int duration_ms = kDefaultSteps;  ///< length of a presentation, > 0
  /// Seed of what belongs to the sensor, such as its dead pixels; none: that of the other draws.
  std::optional<std::uint64_t> sensor_seed = {};
};

/// One corruption: a row of the table. Its level 0 stands for the recording as it is, also where the
/// formula has another meaning there, or none (a scale of 0): see corrupt().
struct Corruption {
  std::string_view name;     ///< "drop_event", ...
  std::string_view unit;     ///< of the level: "fraction", "events", "px^2", "ms"
  std::string_view summary;  ///< one line for --help
  std::string_view title;    ///< for figures, e.g. "Dropped events"
  std::string_view axis;     ///< label of an axis of levels, with the unit shown
  double axis_scale = 1.0;   ///< levels times this are in the unit of `axis`
  double min_level;          ///< levels outside min_level .. max_level, and not 0, are errors
  double max_level;
  bool max_excluded = false;  ///< whether max_level itself is an error too
  bool integral = false;      ///< whether levels must be whole numbers
  bool published = false;     ///< whether it belongs to the published study ("all")
  /// The default ones, ascending, from 0: severity rises with them. Empty: 0, then `severities`.
  std::span<const double> levels = {};
  /// Levels of the suite ec1, from mild to severe, whatever the direction of the number. Empty: the
  /// corruption is not in the suite.
  std::span<const double> severities = {};
  Stream stream = Stream{0};  ///< of its draws; 0: it draws nothing
  /// Applies the corruption at `level` in place. Events must lie on the sensor, and `level` within
  /// its bounds; only the published corruptions are called with 0. InputError if the sensor or the
  /// recording has no room for it (uniform_noise, hot_pixels).
  void (*apply)(std::vector<Event>& events, double level, const CorruptionContext& context,
                RandomSequence& random);
};

/// All corruptions: the published ones in published order (drop_event, drop_area, uniform_noise,
/// spatial_jitter, time_jitter), then others.
[[nodiscard]] std::span<const Corruption* const> corruptions();

/// The corruption called `name`; nullptr if there is none.
[[nodiscard]] const Corruption* corruption_called(std::string_view name);

/// The same; InputError listing the known ones if there is none.
[[nodiscard]] const Corruption& find_corruption(std::string_view name);

/// Place of a corruption in the table, from 0; the number of corruptions if it is not there.
[[nodiscard]] std::size_t place_of(const Corruption* corruption);

/// The levels of `corruption` when none are given: see Corruption::levels.
[[nodiscard]] std::vector<double> default_levels(const Corruption& corruption);

/// 0, then the levels of the suite ec1.
[[nodiscard]] std::vector<double> suite_levels(const Corruption& corruption);

/// A number that sorts levels of one corruption from clean (0) over mild to severe: the level, but
/// -level if the severities descend (such as those of scale), and then -infinity for 0.
[[nodiscard]] double severity_of(const Corruption& corruption, double level);

/// InputError naming corruption, level and bounds unless `level` is valid for `corruption`. 0 is.
void check_level(const Corruption& corruption, double level);

/// Corrupts `events` with draws keyed by (seed, corruption, level, recording), and, for patterns of
/// the sensor, by (sensor seed, corruption, sensor): the result depends only on these. Level 0
/// changes nothing, except that time_jitter removes what is at the duration or later, as published.
/// Checks the level. Errors name the recording if it is the cause.
void corrupt(std::vector<Event>& events, const Corruption& corruption, double level,
             const CorruptionContext& context, std::uint64_t seed, std::uint64_t recording);

}  // namespace ebsnn
