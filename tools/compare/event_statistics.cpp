#include "compare/event_statistics.hpp"

#include "encoding/evaluation_layout.hpp"

#include <algorithm>
#include <functional>
#include <span>

namespace ebsnn::compare {
namespace {

constexpr std::uint32_t kEnd_us = kSaccades * kSaccade_us;
constexpr std::uint32_t kPooledBin_us = 1'000;
constexpr std::uint32_t kPairBin_us = 5'000;
/// In a recording that looks like a digit, no pixel has more events than this.
constexpr std::size_t kPixelEventBins = 1'001;

std::size_t pixel_of(const Event& event) {
  return event.y * std::size_t{kNmnistSensor.width} + event.x;
}

IntervalKind kind_of(bool first_on, bool second_on) {
  return static_cast<IntervalKind>((first_on ? 2 : 0) + (second_on ? 1 : 0));
}

std::vector<Event> in_time_order(std::vector<Event> events) {
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& a, const Event& b) { return a.t_us < b.t_us; });
  return events;
}

void add_to(Counts& sums, const Counts& counts) {
  std::transform(sums.begin(), sums.end(), counts.begin(), sums.begin(), std::plus<>());
}

/// The figures that depend neither on the order of events nor on other events of their pixel.
RecordingFigures counted(const Recording& recording) {
  RecordingFigures figures;
  figures.label = recording.label;
  figures.events = static_cast<std::uint32_t>(recording.events.size());
  const EvaluationLayout layout(kCentralLayout, kNmnistSensor, kDefaultPatchSide);
  figures.outside =
      figures.events - static_cast<std::uint32_t>(layout.count_inside(recording.events));
  for (const Event& event : recording.events) {
    figures.on += event.on ? 1U : 0U;
    if (event.t_us < kEnd_us) ++figures.saccade[event.t_us / kSaccade_us];
  }
  return figures;
}

}  // namespace

Counts rate_profile(const std::vector<Event>& events, std::uint32_t bin_us) {
  Counts profile(kEnd_us / bin_us);
  for (const Event& event : events) {
    if (event.t_us < kEnd_us) ++profile[event.t_us / bin_us];
  }
  return profile;
}

Counts count_maps(const std::vector<Event>& events) {
  Counts maps(kSaccades * kPolarities * kPixels);
  for (const Event& event : events) {
    if (event.t_us >= kEnd_us) continue;
    const std::size_t map = event.t_us / kSaccade_us * kPolarities + (event.on ? 1 : 0);
    ++maps[map * kPixels + pixel_of(event)];
  }
  return maps;
}

double map_correlation(const Counts& maps_a, const Counts& maps_b) {
  MeanOfDefined over_maps;
  for (std::size_t first = 0; first < maps_a.size(); first += kPixels) {
    over_maps.add(correlation(std::span(maps_a).subspan(first, kPixels),
                              std::span(maps_b).subspan(first, kPixels)));
  }
  return over_maps.value();
}

EventStatistics::EventStatistics()
    : intervals_{Histogram(kIntervalBin_us, kIntervalBins),
                 Histogram(kIntervalBin_us, kIntervalBins),
                 Histogram(kIntervalBin_us, kIntervalBins),
                 Histogram(kIntervalBin_us, kIntervalBins)},
      pixel_events_(1, kPixelEventBins),
      profile_(kEnd_us / kPooledBin_us),
      maps_(kSaccades * kPolarities * kPixels) {}

void EventStatistics::add(const Recording& recording) {
  RecordingFigures figures = counted(recording);
  const std::vector<Event> events = in_time_order(recording.events);
  if (!events.empty()) {
    figures.first_us = events.front().t_us;
    figures.last_us = events.back().t_us;
  }
  add_pixels(events, figures);
  recordings_.push_back(figures);
  add_to(profile_, rate_profile(events, kPooledBin_us));
  add_to(maps_, count_maps(events));
}

/// `events` must be sorted by time.
void EventStatistics::add_pixels(const std::vector<Event>& events, RecordingFigures& figures) {
  std::array<const Event*, kPixels> latest{};
  std::array<std::uint32_t, kPixels> number{};
  for (const Event& event : events) {
    const std::size_t pixel = pixel_of(event);
    if (const Event* before = latest[pixel]; before != nullptr) {
      const IntervalKind kind = kind_of(before->on, event.on);
      intervals_[static_cast<std::size_t>(kind)].add(event.t_us - before->t_us);
    }
    latest[pixel] = &event;
    ++number[pixel];
  }
  for (const std::uint32_t of_pixel : number) {
    if (of_pixel == 0) continue;
    ++figures.active_pixels;
    pixel_events_.add(of_pixel);
  }
}

std::vector<double> EventStatistics::event_numbers() const {
  std::vector<double> numbers;
  numbers.reserve(recordings_.size());
  for (const RecordingFigures& recording : recordings_) numbers.push_back(recording.events);
  return numbers;
}

void PairStatistics::add(const Recording& a, const Recording& b) {
  events_a_.push_back(static_cast<double>(a.events.size()));
  events_b_.push_back(static_cast<double>(b.events.size()));
  profile_correlation_.add(
      correlation(rate_profile(a.events, kPairBin_us), rate_profile(b.events, kPairBin_us)));
  map_correlation_.add(map_correlation(count_maps(a.events), count_maps(b.events)));
}

std::vector<double> PairStatistics::event_ratios() const {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < events_a_.size(); ++i) {
    if (events_a_[i] > 0.0) ratios.push_back(events_b_[i] / events_a_[i]);
  }
  return ratios;
}

}  // namespace ebsnn::compare
