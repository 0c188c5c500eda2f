#include "core/utf8.hpp"

namespace ebsnn {
namespace {

/// Bits of the code in the bytes of a character with `bytes` bytes; the smallest such code.
struct Utf8Form {
  std::size_t bytes;
  unsigned mark;
  unsigned mask;
  std::uint32_t smallest;
};
constexpr Utf8Form kUtf8Forms[] = {
    {1, 0x00, 0x80, 0}, {2, 0xc0, 0xe0, 0x80}, {3, 0xe0, 0xf0, 0x800}, {4, 0xf0, 0xf8, 0x10000}};

}  // namespace

std::optional<Utf8Character> first_character(std::string_view text) {
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
    return Utf8Character{code, form.bytes};
  }
  return std::nullopt;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::optional<Utf8Character> next = first_character(text);
    if (!next) return false;
    text.remove_prefix(next->bytes);
  }
  return true;
}

}  // namespace ebsnn
