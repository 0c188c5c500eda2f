#pragma once
// Text in UTF-8.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ebsnn {

/// A character of UTF-8 text.
struct Utf8Character {
  std::uint32_t code = 0;
  std::size_t bytes = 0;
};

/// The first character of `text`, which is not empty; nothing if it is not UTF-8.
[[nodiscard]] std::optional<Utf8Character> first_character(std::string_view text);

/// Whether all of `text` is UTF-8.
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace ebsnn
