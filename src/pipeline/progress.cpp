#include "pipeline/progress.hpp"

#include "core/standard_error.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ebsnn {
namespace {

constexpr std::chrono::milliseconds kTerminalInterval{200};
constexpr std::chrono::seconds kLogInterval{30};
constexpr std::chrono::seconds kListenerInterval{10};
constexpr std::size_t kBarWidth = 30;

ProgressListener& the_listener() {
  static ProgressListener listener;
  return listener;
}

std::string bar(double fraction) {
  const auto filled = static_cast<std::size_t>(fraction * static_cast<double>(kBarWidth));
  return std::string(filled, '#') + std::string(kBarWidth - filled, '.');
}

}  // namespace

ProgressListener listen_to_progress(ProgressListener listener) {
  return std::exchange(the_listener(), std::move(listener));
}

Progress::Progress(std::string what, std::string unit, std::size_t total, Verbosity verbosity,
                   std::size_t already_done)
    : what_(std::move(what)),
      unit_(std::move(unit)),
      total_(total),
      first_(already_done),
      done_(already_done),
      shown_(verbosity >= Verbosity::normal && total > 0),
      heard_(verbosity > Verbosity::silent && total > 0 && the_listener() != nullptr),
      terminal_(isatty(STDERR_FILENO) != 0),
      start_(Clock::now()),
      next_(start_ +
            (terminal_ ? Clock::duration(kTerminalInterval) : Clock::duration(kLogInterval))),
      next_told_(start_ + kListenerInterval) {
  if (shown_ && terminal_) {
    print(start_);
  }
}

Progress::~Progress() {
  clear();
  if (heard_) tell(Clock::now());
}

void Progress::clear() {
  if (line_open_) {
    say("\r\033[K");
    line_open_ = false;
  }
}

void Progress::update(std::size_t done) {
  done_ = done;
  if (!shown_ && !heard_) {
    return;
  }
  const auto now = Clock::now();
  if (heard_ && now >= next_told_) {
    next_told_ = now + kListenerInterval;
    tell(now);
  }
  if (shown_ && now >= next_) {
    next_ = now + (terminal_ ? Clock::duration(kTerminalInterval) : Clock::duration(kLogInterval));
    print(now);
  }
}

void Progress::begin(std::string what) { what_ = std::move(what); }

void Progress::skip(std::size_t count) { total_ -= std::min(count, total_); }

ProgressState Progress::state(Clock::time_point now) const {
  const double seconds = std::chrono::duration<double>(now - start_).count();
  ProgressState state{what_, unit_, done_, total_, 0.0, {}};
  state.per_second = static_cast<double>(done_ - std::min(done_, first_)) / std::max(seconds, 1e-9);
  if (state.per_second > 0.0) {
    state.remaining_s = static_cast<double>(total_ - std::min(done_, total_)) / state.per_second;
  }
  return state;
}

void Progress::tell(Clock::time_point now) {
  if (the_listener() != nullptr) the_listener()(state(now));
}

void Progress::print(Clock::time_point now) {
  const ProgressState now_at = state(now);
  const double fraction = std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
  const std::string numbers =
      fmt::format("{}/{} {} ({:.0f} %), {:.0f}/s, {} left", done_, total_, unit_, 100.0 * fraction,
                  now_at.per_second, now_at.remaining_s ? duration_text(*now_at.remaining_s) : "?");
  if (terminal_) {
    say(fmt::format("\r{} [{}] {}\033[K", what_, bar(fraction), numbers));
    line_open_ = true;
  } else {
    say(fmt::format("{}: {}\n", what_, numbers));
  }
}

std::string duration_text(double seconds) {
  if (seconds < 60.0) {
    return fmt::format("{:.1f} s", seconds);
  }
  const auto whole = std::lround(seconds);
  if (whole < 3600) {
    return fmt::format("{} min {:02d} s", whole / 60, whole % 60);
  }
  return fmt::format("{} h {:02d} min", whole / 3600, (whole % 3600) / 60);
}

}  // namespace ebsnn
