#include "core/printable.hpp"

#include "core/utf8.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>

namespace ebsnn {
namespace {

/// Line and paragraph separators, marks of the direction of writing, the byte-order mark.
bool is_invisible(std::uint32_t code) {
  return (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2060 && code <= 0x206f) || code == 0xfeff;
}

std::string escaped(std::uint32_t code) {
  switch (code) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return code < 0x100 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
  }
}

/// Continues until the end, or until `most` characters are done; `keeps_lines`: line ends stay.
/// Returns how many bytes of `text` were used.
std::size_t append_printable(std::string& out, std::string_view text, std::size_t most,
                             bool keeps_lines) {
  std::size_t used = 0;
  for (std::size_t count = 0; count < most && used < text.size(); ++count) {
    const std::string_view rest = text.substr(used);
    const std::optional<Utf8Character> next = first_character(rest);
    if (!next) {
      out += escaped(static_cast<unsigned char>(rest.front()));
      ++used;
      continue;
    }
    const bool control = next->code < 0x20 || (next->code >= 0x7f && next->code < 0xa0);
    const bool kept = keeps_lines && next->code == '\n';
    if (!kept && (control || is_invisible(next->code))) {
      out += escaped(next->code);
    } else {
      out += rest.substr(0, next->bytes);
    }
    used += next->bytes;
  }
  return used;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  append_printable(out, text, text.size(), false);
  return out;
}

std::string printable_lines(std::string_view message) {
  std::string out;
  append_printable(out, message, message.size(), true);
  return out;
}

std::string excerpt(std::string_view text) {
  std::string out;
  const std::size_t used = append_printable(out, text, kQuotedCharacters, false);
  return used < text.size() ? out + "..." : out;
}

}  // namespace ebsnn
