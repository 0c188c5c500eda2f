#pragma once
// Progress of long work on standard error: a bar on a terminal, a line now and then in a log.

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace ebsnn {

/// How much a program prints. The root gets what the user asked for, all other ranks `silent`.
enum class Verbosity { silent, quiet, normal, verbose };

/// How far a piece of long work is.
struct ProgressState {
  std::string what;
  std::string unit;
  std::size_t done = 0;
  std::size_t total = 0;
  double per_second = 0.0;
  std::optional<double> remaining_s;  ///< none before the first part is done
};
using ProgressListener = std::function<void(const ProgressState&)>;

/// From now on, `listener` hears of all progress in this process, also where nothing is shown: every
/// 10 s at most, and at the end of the work. Returns the one before; an empty one hears nothing.
ProgressListener listen_to_progress(ProgressListener listener);

/// Reports `done` of `total` with rate and remaining time: on a terminal at the start and then every
/// 200 ms at most, in a log every 30 s at most. An update costs one reading of the clock.
class Progress {
 public:
  /// `what` names the work ("training"), `unit` what is counted ("patches").
  Progress(std::string what, std::string unit, std::size_t total, Verbosity verbosity,
           std::size_t already_done = 0);
  /// Tells the listener the last state.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(std::size_t done);
  /// Names the part of the work that begins now.
  void begin(std::string what);
  /// Removes the line from the terminal until the next update, for a message in its place.
  void clear();
  /// So many of `total` need not be done after all.
  void skip(std::size_t count);

 private:
  using Clock = std::chrono::steady_clock;
  [[nodiscard]] ProgressState state(Clock::time_point now) const;
  void print(Clock::time_point now);
  void tell(Clock::time_point now);

  std::string what_;
  std::string unit_;
  std::size_t total_;
  std::size_t first_;
  std::size_t done_;
  bool shown_;
  bool heard_;
  bool terminal_;
  bool line_open_ = false;
  Clock::time_point start_;
  Clock::time_point next_;
  Clock::time_point next_told_;
};

/// "1 h 02 min", "3 min 20 s", "4.2 s".
[[nodiscard]] std::string duration_text(double seconds);

}  // namespace ebsnn
