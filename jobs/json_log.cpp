#include "json_log.hpp"

#include "configuration_text.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/standard_error.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace ebsnn {
namespace {

/// Strings of TOML and JSON have the same escapes.
std::string json_string(std::string_view text) { return toml_string(printable_lines(text)); }

std::string utc_text(std::chrono::system_clock::time_point time) {
  using std::chrono::milliseconds;
  const auto since_epoch = std::chrono::floor<milliseconds>(time.time_since_epoch());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since_epoch);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(static_cast<std::time_t>(seconds.count())),
                     (since_epoch - seconds).count());
}

std::string json_of(const ProgressState& state) {
  return fmt::format(
      R"({{"done": {}, "total": {}, "unit": {}, "per_second": {:.6g}, "remaining_s": {}}})",
      state.done, state.total, json_string(state.unit), state.per_second,
      state.remaining_s ? fmt::format("{:.6g}", *state.remaining_s) : "null");
}

}  // namespace

std::string json_of(const LogRecord& record) {
  return fmt::format(R"({{"time": "{}", "level": "{}", "program": {}, "message": {}{}{}}})",
                     utc_text(record.time), record.level, json_string(record.program),
                     json_string(record.message), record.progress ? R"(, "progress": )" : "",
                     record.progress ? json_of(*record.progress) : "");
}

JsonLog::JsonLog(std::filesystem::path path) : path_(std::move(path)) {
  errno = 0;
  file_.open(path_, std::ios::app);
  if (!file_) {
    throw InputError(fmt::format("--log-json {}: cannot be written: {}", path_.string(),
                                 std::generic_category().message(errno)));
  }
}

void JsonLog::write(const LogRecord& record) {
  if (!file_.is_open()) return;
  file_ << json_of(record) << '\n' << std::flush;
  if (!file_) {
    file_.close();
    say(fmt::format("{}: warning: --log-json {}: cannot be written any more\n", record.program,
                    printable(path_.string())));
  }
}

}  // namespace ebsnn
