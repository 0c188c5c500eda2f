#pragma once
// Statistics of the events of a collection of recordings, and distances between two collections.
// Only for ebsnn_compare and its tests.
//
// Recordings are added one at a time and not kept: memory is that of the histograms, and some 50
// bytes per recording. Times are in us since the start of the recording, pixels are those of the
// sensor of N-MNIST, 34 x 34.
//
// The three saccades are 0 .. 105, 105 .. 210 and 210 .. 315 ms. Rate profiles and maps of counts
// end with the third one; later events count in everything else.
//
// An interval is the time from one event of a pixel to the next event of the same pixel, in order
// of time (in file order for equal times). Its kind is the polarity of the first and the second
// event.

#include "compare/distributions.hpp"
#include "core/geometry.hpp"
#include "events/event.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ebsnn::compare {

inline constexpr std::size_t kSaccades = 3;
inline constexpr std::uint32_t kSaccade_us = 105'000;
inline constexpr std::size_t kPolarities = 2;
inline constexpr std::size_t kPixels =
    std::size_t{kNmnistSensor.width} * std::size_t{kNmnistSensor.height};

enum class IntervalKind : std::uint8_t { off_off = 0, off_on = 1, on_off = 2, on_on = 3 };
inline constexpr std::size_t kIntervalKinds = 4;
/// Intervals are counted in bins of 10 us; those from 350 ms on share the last bin.
inline constexpr std::uint32_t kIntervalBin_us = 10;
inline constexpr std::size_t kIntervalBins = 35'001;

/// The figures that are kept of one recording.
struct RecordingFigures {
  Label label = 0;
  std::uint32_t events = 0;
  std::uint32_t on = 0;                            ///< of the events
  std::array<std::uint32_t, kSaccades> saccade{};  ///< events in each saccade
  std::uint32_t active_pixels = 0;                 ///< pixels with at least one event
  std::uint32_t outside = 0;                       ///< events outside the central 24 x 24 px
  std::uint32_t first_us = 0;                      ///< time of the earliest event
  std::uint32_t last_us = 0;                       ///< time of the latest event
};

/// Counts of events as a series for `correlation`.
using Counts = std::vector<double>;

/// Events in consecutive bins of `bin_us`, from 0 to the end of the third saccade.
[[nodiscard]] Counts rate_profile(const std::vector<Event>& events, std::uint32_t bin_us);
/// Events at [saccade, polarity (0 OFF, 1 ON), y, x]: six maps, one after the other.
[[nodiscard]] Counts count_maps(const std::vector<Event>& events);
/// Mean over the six maps of the correlation over pixels; maps that are missing or constant are
/// skipped.
[[nodiscard]] double map_correlation(const Counts& maps_a, const Counts& maps_b);

/// One collection of recordings.
class EventStatistics {
 public:
  EventStatistics();
  void add(const Recording& recording);

  /// In the order in which they were added.
  [[nodiscard]] const std::vector<RecordingFigures>& recordings() const { return recordings_; }
  /// Number of events of each recording.
  [[nodiscard]] std::vector<double> event_numbers() const;
  /// Of all pixels of all recordings (us).
  [[nodiscard]] const Histogram& intervals(IntervalKind kind) const {
    return intervals_[static_cast<std::size_t>(kind)];
  }
  /// Number of events of each active pixel of each recording.
  [[nodiscard]] const Histogram& pixel_events() const { return pixel_events_; }
  /// Rate profile in bins of 1 ms, and maps of counts: sums over recordings.
  [[nodiscard]] const Counts& profile() const { return profile_; }
  [[nodiscard]] const Counts& maps() const { return maps_; }

 private:
  void add_pixels(const std::vector<Event>& events, RecordingFigures& figures);

  std::vector<RecordingFigures> recordings_;
  std::array<Histogram, kIntervalKinds> intervals_;
  Histogram pixel_events_;
  Counts profile_;
  Counts maps_;
};

/// Pairs of recordings of the same image, one of each collection.
class PairStatistics {
 public:
  void add(const Recording& a, const Recording& b);

  /// Correlation over pairs of the numbers of events.
  [[nodiscard]] double event_correlation() const { return correlation(events_a_, events_b_); }
  /// Events of b / events of a; pairs in which a has no events are skipped.
  [[nodiscard]] std::vector<double> event_ratios() const;
  /// Mean over pairs of the correlation of rate profiles in bins of 5 ms.
  [[nodiscard]] double profile_correlation() const { return profile_correlation_.value(); }
  /// Mean over pairs of `map_correlation`.
  [[nodiscard]] double pair_map_correlation() const { return map_correlation_.value(); }

 private:
  std::vector<double> events_a_;
  std::vector<double> events_b_;
  MeanOfDefined profile_correlation_;
  MeanOfDefined map_correlation_;
};

}  // namespace ebsnn::compare
