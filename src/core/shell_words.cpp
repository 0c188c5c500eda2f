#include "core/shell_words.hpp"

#include <algorithm>

namespace ebsnn {
namespace {

/// Whether it means itself everywhere in a word. '~' does not at its beginning, '=' not in a
/// command's name, where it sets a variable.
bool is_literal(char c) {
  const bool letter_or_digit =
      (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter_or_digit || std::string_view("%+,-./:@_").find(c) != std::string_view::npos;
}

}  // namespace

std::string shell_quoted(std::string_view word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_literal)) {
    return std::string(word);
  }
  std::string quoted = "'";
  for (const char c : word) {
    // Nothing is special between single quotes but their end.
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return quoted + "'";
}

std::string shell_line(std::span<const std::string> words) {
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) {
      line += ' ';
    }
    line += shell_quoted(word);
  }
  return line;
}

}  // namespace ebsnn
