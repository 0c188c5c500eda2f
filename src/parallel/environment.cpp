#include "parallel/environment.hpp"

#include <charconv>
#include <cstdlib>
#include <string_view>
#include <system_error>

namespace ebsnn {

std::optional<int> environment_number(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr) {
    return std::nullopt;
  }
  const std::string_view digits(text);
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  return whole ? std::optional<int>(value) : std::nullopt;
}

}  // namespace ebsnn
