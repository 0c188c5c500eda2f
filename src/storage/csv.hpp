#pragma once
// Cells of tables as text (RFC 4180).

#include <string>

namespace ebsnn {

/// `text` in quotes where it must be.
[[nodiscard]] inline std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

}  // namespace ebsnn
