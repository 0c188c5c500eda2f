#include "show/preview.hpp"

#include "core/geometry.hpp"
#include "encoding/evaluation_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace ebsnn::show {
namespace {

constexpr int kGap = 2;  // characters between frames

/// ON minus OFF events of each pixel, and their sum.
struct Frame {
  SensorGeometry sensor;
  std::vector<int> balance;
  std::vector<int> count;
  double first_ms = 0.0;
  double end_ms = 0.0;

  [[nodiscard]] std::size_t pixel_at(int row, int column) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(sensor.width) +
           static_cast<std::size_t>(column);
  }
};

std::vector<Frame> frames_of(const std::vector<Event>& events, const SensorGeometry& sensor,
                             int frames, int steps) {
  std::vector<Frame> all(static_cast<std::size_t>(frames));
  for (int i = 0; i < frames; ++i) {
    Frame& frame = all[static_cast<std::size_t>(i)];
    frame.sensor = sensor;
    frame.balance.resize(sensor.pixels());
    frame.count.resize(sensor.pixels());
    frame.first_ms = static_cast<double>(i) * steps / frames;
    frame.end_ms = static_cast<double>(i + 1) * steps / frames;
  }
  const std::uint64_t duration_us = static_cast<std::uint64_t>(steps) * 1000;
  for (const Event& event : events) {
    if (event.t_us >= duration_us) {
      continue;
    }
    Frame& frame = all[event.t_us * static_cast<std::uint64_t>(frames) / duration_us];
    const std::size_t pixel = frame.pixel_at(event.y, event.x);
    frame.balance[pixel] += event.on ? 1 : -1;
    ++frame.count[pixel];
  }
  return all;
}

/// One of the 256 colours of a terminal.
int colour_of(const Frame& frame, int row, int column) {
  constexpr std::array<int, 3> kOn{130, 208, 220};
  constexpr std::array<int, 3> kOff{25, 33, 117};
  constexpr int kBoth = 244;
  constexpr int kNone = 233;
  // A terminal shows two rows in one line; below an odd number of rows there is none.
  if (row >= frame.sensor.height) return kNone;
  const std::size_t pixel = frame.pixel_at(row, column);
  if (frame.count[pixel] == 0) {
    return kNone;
  }
  const int balance = frame.balance[pixel];
  if (balance == 0) {
    return kBoth;
  }
  const auto shade = static_cast<std::size_t>(std::min(std::abs(balance), 3) - 1);
  return balance > 0 ? kOn[shade] : kOff[shade];
}

std::string_view glyph_of(const Frame& frame, int row, int column) {
  const std::size_t pixel = frame.pixel_at(row, column);
  if (frame.count[pixel] == 0) {
    return "·";
  }
  const int balance = frame.balance[pixel];
  return balance > 0 ? "█" : balance < 0 ? "░" : "▒";
}

/// Line `line` of a frame.
std::string line_of(const Frame& frame, int line, bool colour) {
  std::string text;
  if (!colour) {
    for (int column = 0; column < frame.sensor.width; ++column) {
      text += glyph_of(frame, line, column);
    }
    return text;
  }
  int upper = -1;
  int lower = -1;
  for (int column = 0; column < frame.sensor.width; ++column) {
    const int above = colour_of(frame, 2 * line, column);
    const int below = colour_of(frame, 2 * line + 1, column);
    if (above != upper || below != lower) {
      text += fmt::format("\x1b[38;5;{};48;5;{}m", above, below);
      upper = above;
      lower = below;
    }
    text += "▀";
  }
  return text + "\x1b[0m";
}

std::string draw_frames(const std::vector<Frame>& frames, const PreviewOptions& options) {
  const SensorGeometry& sensor = frames.front().sensor;
  const int width = sensor.width + kGap;
  const auto across = static_cast<std::size_t>(std::max(1, (options.width + kGap) / width));
  const int lines = options.colour ? (sensor.height + 1) / 2 : sensor.height;
  std::string text;
  for (std::size_t first = 0; first < frames.size(); first += across) {
    const std::size_t end = std::min(first + across, frames.size());
    std::string titles;
    for (std::size_t i = first; i < end; ++i) {
      titles += fmt::format(
          "{:<{}}", fmt::format("{:g} - {:g} ms", frames[i].first_ms, frames[i].end_ms), width);
    }
    text += titles.substr(0, titles.find_last_not_of(' ') + 1) + "\n";
    for (int line = 0; line < lines; ++line) {
      for (std::size_t i = first; i < end; ++i) {
        text.append(i == first ? 0 : kGap, ' ');
        text += line_of(frames[i], line, options.colour);
      }
      text += "\n";
    }
  }
  return text;
}

std::string heading(const Subject& subject, const ShownRecording& condition) {
  const auto on = std::count_if(condition.events.begin(), condition.events.end(),
                                [](const Event& event) { return event.on; });
  const std::size_t inside = subject.layout.count_inside(condition.events);
  const std::string how =
      condition.corruption == "none"
          ? "as recorded"
          : fmt::format("{} {} ({})", condition.corruption, condition.level, condition.unit);
  return fmt::format(
      "{} recording {}, class {}, {}: {} events ({} ON, {} OFF), {} on the {} x {} px of the "
      "windows\n",
      subject.split, subject.index, subject.class_name, how, condition.events.size(), on,
      static_cast<std::ptrdiff_t>(condition.events.size()) - on, inside, subject.layout.width(),
      subject.layout.height());
}

/// Spikes over time, 10 ms per block; the busiest 10 ms have full height.
std::string sparkline(const SpikeTrain& train, int steps) {
  constexpr std::array<std::string_view, 9> kLevels{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr int kBin = 10;
  std::vector<std::size_t> bins(static_cast<std::size_t>((steps + kBin - 1) / kBin));
  for (const std::uint16_t step : train.step) {
    ++bins[step / kBin];
  }
  std::size_t top = 1;
  for (const std::size_t bin : bins) {
    top = std::max(top, bin);
  }
  std::string text;
  for (const std::size_t bin : bins) {
    text += kLevels[(bin * (kLevels.size() - 1) + top - 1) / top];
  }
  return text;
}

std::string draw_spikes(const Subject& subject, const ShownRecording& condition) {
  std::string text = "window          from   spikes  over time, 10 ms per block\n";
  for (std::size_t w = 0; w < condition.spikes.size(); ++w) {
    const WindowSpikes& spikes = condition.spikes[w];
    const auto line = [&](std::string_view window, std::string_view from, const SpikeTrain& train) {
      text += fmt::format("{:<16}{:<7}{:>6}  {}\n", window, from, train.step.size(),
                          sparkline(train, subject.steps));
    };
    line(window_name(subject.layout, w), "input", spikes.input);
    line("", "V1", spikes.v1);
    line("", "Inh", spikes.inh);
  }
  return text;
}

}  // namespace

std::string preview(const Subject& subject, const ShownRecording& condition,
                    const PreviewOptions& options) {
  const std::vector<Frame> frames =
      frames_of(condition.events, subject.sensor, options.frames, subject.steps);
  std::string text = heading(subject, condition) + draw_frames(frames, options);
  if (subject.with_spikes) {
    text += draw_spikes(subject, condition);
  }
  return text;
}

}  // namespace ebsnn::show
