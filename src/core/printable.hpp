#pragma once
// Untrusted text (names of files, content of files, options) in the form for messages.

#include <cstddef>
#include <string>
#include <string_view>

namespace ebsnn {

/// Number of characters of quoted content that a message shows.
inline constexpr std::size_t kQuotedCharacters = 80;

/// `text` with everything escaped that a terminal would interpret or not show: control characters
/// as \n, \r, \t, \x1b; bytes that are not UTF-8 as \xff; characters that end lines or change the
/// direction of writing as \u202e. A backslash stays as it is, so that printable text does not
/// change.
[[nodiscard]] std::string printable(std::string_view text);

/// The same for a whole message; its line ends stay.
[[nodiscard]] std::string printable_lines(std::string_view message);

/// Quoted content: printable, and cut after kQuotedCharacters characters, with "..." at the end.
[[nodiscard]] std::string excerpt(std::string_view text);

}  // namespace ebsnn
