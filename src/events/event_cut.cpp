#include "events/event_cut.hpp"

#include "core/error.hpp"
#include "core/number_text.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace ebsnn {
namespace {

/// Whole microseconds; nothing if `text` is no time in ms that can be one.
std::optional<std::uint32_t> microseconds_in(std::string_view text) {
  const std::optional<double> ms = number_in<double>(text);
  const double us = std::round(ms.value_or(-1.0) * 1000.0);
  constexpr double kLatest_us = std::numeric_limits<std::uint32_t>::max();
  const bool valid = us >= 0.0 && us <= kLatest_us && std::abs(us - *ms * 1000.0) < 1e-3;
  return valid ? std::optional(static_cast<std::uint32_t>(us)) : std::nullopt;
}

class CutDataset : public Dataset {
 public:
  CutDataset(std::unique_ptr<Dataset> whole, const EventCut& cut)
      : whole_(std::move(whole)), cut_(cut), description_(whole_->description()) {
    description_.sensor = cut_sensor(description_.sensor, cut_);
    description_.last_event_us.reset();
  }

  [[nodiscard]] std::size_t size() const override { return whole_->size(); }
  [[nodiscard]] const DataDescription& description() const override { return description_; }
  [[nodiscard]] Label label(std::size_t index) const override { return whole_->label(index); }
  [[nodiscard]] std::string name(std::size_t index) const override { return whole_->name(index); }
  [[nodiscard]] std::string source(std::size_t index) const override {
    return whole_->source(index);
  }
  [[nodiscard]] Recording read(std::size_t index) const override {
    const Recording recording = whole_->read(index);
    return {cut_events(recording.events, cut_, description_.sensor), recording.label};
  }

 private:
  std::unique_ptr<Dataset> whole_;
  EventCut cut_;
  DataDescription description_;
};

}  // namespace

TimeWindow parse_time_window(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos) {
    const auto from_us = microseconds_in(text.substr(0, colon));
    const auto until_us = microseconds_in(text.substr(colon + 1));
    if (from_us && until_us && *from_us < *until_us) return {*from_us, *until_us};
  }
  throw InputError(
      fmt::format("time window '{}': expected START:END in ms, 0 <= START < END <= {:.3f}, with at "
                  "most three decimals, such as 500:850",
                  excerpt(text), std::numeric_limits<std::uint32_t>::max() / 1000.0));
}

CropRegion parse_crop_region(std::string_view text) {
  std::array<int, 4> values{};
  std::string_view rest = text;
  bool valid = true;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool last = i + 1 == values.size();
    const std::size_t comma = last ? rest.size() : rest.find(',');
    const std::optional<int> value = number_in<int>(rest.substr(0, comma));
    valid = valid && comma != std::string_view::npos && value && *value >= (i < 2 ? 0 : 1) &&
            *value <= kMaxSensorSide;
    if (!valid) break;
    values[i] = *value;
    if (!last) rest.remove_prefix(comma + 1);
  }
  if (!valid) {
    throw InputError(
        fmt::format("crop '{}': expected LEFT,TOP,WIDTH,HEIGHT in pixels, whole numbers up to {}, "
                    "width and height from 1, such as 5,5,24,24",
                    excerpt(text), kMaxSensorSide));
  }
  return {values[0], values[1], values[2], values[3]};
}

SensorGeometry cut_sensor(const SensorGeometry& sensor, const EventCut& cut) {
  SensorGeometry cropped = sensor;
  if (cut.crop) {
    const CropRegion& crop = *cut.crop;
    if (crop.left + crop.width > sensor.width || crop.top + crop.height > sensor.height) {
      throw InputError(
          fmt::format("crop {},{},{},{}: reaches to column {} and row {}, but the sensor has {} px",
                      crop.left, crop.top, crop.width, crop.height, crop.left + crop.width - 1,
                      crop.top + crop.height - 1, text_of(sensor)));
    }
    cropped = {crop.width, crop.height};
  }
  const SensorGeometry left{cropped.width / cut.downsample, cropped.height / cut.downsample};
  if (left.pixels() == 0) {
    throw InputError(fmt::format("downsampling by {}: no pixel is left of {} px", cut.downsample,
                                 text_of(cropped)));
  }
  return left;
}

std::vector<Event> cut_events(const std::vector<Event>& events, const EventCut& cut,
                              const SensorGeometry& sensor) {
  const TimeWindow all{0, std::numeric_limits<std::uint32_t>::max()};
  const TimeWindow window = cut.window.value_or(all);
  const CropRegion crop = cut.crop.value_or(CropRegion{});
  std::vector<Event> kept;
  for (const Event& event : events) {
    const bool in_time =
        event.t_us >= window.from_us && (event.t_us < window.until_us || !cut.window);
    // To the left of the crop, the difference is negative.
    const int x = event.x - crop.left;
    const int y = event.y - crop.top;
    if (!in_time || x < 0 || y < 0) continue;
    const auto column = static_cast<unsigned>(x / cut.downsample);
    const auto row = static_cast<unsigned>(y / cut.downsample);
    if (!sensor.contains(column, row)) continue;
    kept.push_back({event.t_us - window.from_us, static_cast<std::uint16_t>(column),
                    static_cast<std::uint16_t>(row), event.on});
  }
  return kept;
}

std::unique_ptr<Dataset> cut_dataset(std::unique_ptr<Dataset> dataset, const EventCut& cut) {
  return std::make_unique<CutDataset>(std::move(dataset), cut);
}

}  // namespace ebsnn
