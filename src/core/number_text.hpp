#pragma once
// Numbers written as text.

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace ebsnn {

/// The number that all of `text` is; nothing if it is none, or does not fit T. No leading + or
/// spaces; the decimal separator is a point, whatever the locale.
template <class T>
[[nodiscard]] std::optional<T> number_in(std::string_view text) {
  T number{};
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stopped == end ? std::optional<T>(number) : std::nullopt;
}

}  // namespace ebsnn
