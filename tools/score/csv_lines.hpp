#pragma once
// A CSV file line by line (RFC 4180, but no line ends within quotes), of any size.

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn::scoring {

/// Longest line, in bytes.
inline constexpr std::size_t kLongestLine = 65536;

/// Cells are separated by commas; they may be quoted. Line ends are \n or \r\n. A byte-order mark and
/// empty lines are skipped.
class CsvLines {
 public:
  /// Throws InputError, naming the file, if it cannot be read.
  explicit CsvLines(const std::filesystem::path& path);

  /// Goes to the next line that is not empty; false at the end. Throws InputError, naming file and
  /// line, for one that is too long, not UTF-8, or has a quote that is not closed.
  [[nodiscard]] bool next();
  /// The line as it is.
  [[nodiscard]] std::string_view text() const { return line_; }
  [[nodiscard]] const std::vector<std::string>& cells() const { return cells_; }
  /// From 1.
  [[nodiscard]] std::size_t number() const { return number_; }
  /// Throws InputError that begins with file and line.
  [[noreturn]] void fail(const std::string& message) const;

 private:
  [[nodiscard]] bool read_line();
  void split();
  std::string quoted_cell(std::size_t& place) const;

  std::string file_;  // printable
  std::ifstream stream_;
  std::string buffer_;
  std::string_view line_;
  std::vector<std::string> cells_;
  std::size_t number_ = 0;
};

}  // namespace ebsnn::scoring
