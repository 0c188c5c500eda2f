#pragma once
// Text from outside (names of files, content of files, options) as messages show it.

#include <cstddef>
#include <string>
#include <string_view>

namespace ebsnn {

/// Characters of quoted content that a message shows.
inline constexpr std::size_t kQuotedCharacters = 80;

/// `text` with everything escaped that a terminal would act on or not show: control characters as
/// \n, \r, \t, \x1b; bytes that are not UTF-8 as \xff; characters that end lines or change the
/// direction of writing as \u202e. A backslash stays as it is, so that what is printable already
/// comes back unchanged.
[[nodiscard]] std::string printable(std::string_view text);

/// The same for a whole message, whose lines stay lines.
[[nodiscard]] std::string printable_lines(std::string_view message);

/// Quoted content: printable, and cut after kQuotedCharacters characters, with "..." to say so.
[[nodiscard]] std::string excerpt(std::string_view text);

}  // namespace ebsnn
