#pragma once
// What --levels means (ebsnn_show calls it --level).

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn {

/// Help text of --levels.
inline constexpr const char* kLevelsHelp =
    "published (those of the suite ec1 for corruptions that the study does not have); or levels "
    "separated by commas, for each corruption chosen; or lists for some, e.g. "
    "\"drop_event=0.05,0.95;time_jitter=30\", which with --corruption all are then the only ones";

/// Levels as given; std::nullopt: the published ones of whatever corruption they are for.
using Levels = std::optional<std::vector<double>>;

/// Either one list for every corruption, or a list for each of those named.
struct LevelChoice {
  Levels common;                                      ///< looked at where `named` is empty
  std::vector<std::pair<std::string, Levels>> named;  ///< in the order given
};

/// Parses "published", "0,0.5", or "drop_event=0.05,0.95;time_jitter=published". Spaces around
/// names, numbers and separators do not matter, nor does a semicolon at the end. Throws InputError
/// naming `option`, what cannot be read, and what is expected; so for numbers and names given
/// twice. Whether there are such corruptions and levels is not looked at.
[[nodiscard]] LevelChoice parse_levels(const std::string& text, const std::string& option);

}  // namespace ebsnn
