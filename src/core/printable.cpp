#include "core/printable.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>

namespace ebsnn {
namespace {

/// A character of UTF-8 text.
struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 0;
};

/// Bits of the code in the bytes of a character with `bytes` bytes; the smallest such code.
struct Utf8Form {
  std::size_t bytes;
  unsigned mark;
  unsigned mask;
  std::uint32_t smallest;
};
constexpr Utf8Form kUtf8Forms[] = {
    {1, 0x00, 0x80, 0}, {2, 0xc0, 0xe0, 0x80}, {3, 0xe0, 0xf0, 0x800}, {4, 0xf0, 0xf8, 0x10000}};

/// The first character of `text`; empty if it is not UTF-8.
std::optional<Character> first_character(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (const Utf8Form& form : kUtf8Forms) {
    if ((byte(0) & form.mask) != form.mark) continue;
    if (text.size() < form.bytes) return std::nullopt;
    std::uint32_t code = byte(0) & ~form.mask & 0xffU;
    for (std::size_t i = 1; i < form.bytes; ++i) {
      if ((byte(i) & 0xc0U) != 0x80U) return std::nullopt;
      code = code << 6U | (byte(i) & 0x3fU);
    }
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (code < form.smallest || code > 0x10ffff || surrogate) return std::nullopt;
    return Character{code, form.bytes};
  }
  return std::nullopt;
}

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
    const std::optional<Character> next = first_character(rest);
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
