#pragma once
// Command lines that can be pasted into a POSIX shell.

#include <span>
#include <string>
#include <string_view>

namespace ebsnn {

/// `word` so that a shell reads it back as that one word, byte for byte: as it is where a shell
/// takes all of it literally, otherwise in single quotes. Any byte but 0, which no argument holds.
[[nodiscard]] std::string shell_quoted(std::string_view word);

/// The quoted words with spaces between them.
[[nodiscard]] std::string shell_line(std::span<const std::string> words);

}  // namespace ebsnn
