#include "pipeline/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ebsnn {
namespace {

constexpr std::chrono::milliseconds kTerminalInterval{200};
constexpr std::chrono::seconds kLogInterval{30};
constexpr std::size_t kBarWidth = 30;

std::string bar(double fraction) {
  const auto filled = static_cast<std::size_t>(fraction * static_cast<double>(kBarWidth));
  return std::string(filled, '#') + std::string(kBarWidth - filled, '.');
}

}  // namespace

Progress::Progress(std::string what, std::string unit, std::size_t total, Verbosity verbosity,
                   std::size_t already_done)
    : what_(std::move(what)),
      unit_(std::move(unit)),
      total_(total),
      first_(already_done),
      enabled_(verbosity >= Verbosity::normal && total > 0),
      terminal_(isatty(STDERR_FILENO) != 0),
      start_(Clock::now()),
      next_(start_ +
            (terminal_ ? Clock::duration(kTerminalInterval) : Clock::duration(kLogInterval))) {
  if (enabled_ && terminal_) {
    print(already_done, start_);
  }
}

Progress::~Progress() { clear(); }

void Progress::clear() {
  if (line_open_) {
    std::fputs("\r\033[K", stderr);
    line_open_ = false;
  }
}

void Progress::update(std::size_t done) {
  if (!enabled_) {
    return;
  }
  const auto now = Clock::now();
  if (now < next_) {
    return;
  }
  next_ = now + (terminal_ ? Clock::duration(kTerminalInterval) : Clock::duration(kLogInterval));
  print(done, now);
}

void Progress::begin(std::string what) { what_ = std::move(what); }

void Progress::skip(std::size_t count) { total_ -= std::min(count, total_); }

void Progress::print(std::size_t done, Clock::time_point now) {
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double rate = static_cast<double>(done - std::min(done, first_)) / std::max(seconds, 1e-9);
  const double fraction = std::min(1.0, static_cast<double>(done) / static_cast<double>(total_));
  const std::string remaining =
      rate > 0.0 ? duration_text(static_cast<double>(total_ - std::min(done, total_)) / rate) : "?";
  const std::string numbers = fmt::format("{}/{} {} ({:.0f} %), {:.0f}/s, {} left", done, total_,
                                          unit_, 100.0 * fraction, rate, remaining);
  if (terminal_) {
    fmt::print(stderr, "\r{} [{}] {}\033[K", what_, bar(fraction), numbers);
    line_open_ = true;
  } else {
    fmt::print(stderr, "{}: {}\n", what_, numbers);
  }
  std::fflush(stderr);
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
