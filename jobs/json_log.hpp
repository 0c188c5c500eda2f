#pragma once
// What a program says, for other programs: the file behind --log-json.

#include "pipeline/progress.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace ebsnn {

/// One message. `progress` is null where it tells no progress.
struct LogRecord {
  std::chrono::system_clock::time_point time;
  std::string_view level;  ///< info, warning, error
  std::string_view program;
  std::string_view message;
  const ProgressState* progress = nullptr;
};

/// As one JSON object without a line end: time (UTC, ISO 8601, ms), level, program, message, and
/// progress (done, total, unit, per_second, remaining_s; the last is null where it is not known).
[[nodiscard]] std::string json_of(const LogRecord& record);

/// A file with one JSON object in each line (JSON Lines). Lines are added to a file that there is.
class JsonLog {
 public:
  /// Throws InputError if the file cannot be opened.
  explicit JsonLog(std::filesystem::path path);

  /// Each line is in the file when this returns. A file that cannot be written (full disk) ends no
  /// run: the first failure is told on standard error, and later messages are left out.
  void write(const LogRecord& record);

 private:
  std::filesystem::path path_;
  std::ofstream file_;
};

}  // namespace ebsnn
