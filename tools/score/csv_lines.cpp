#include "score/csv_lines.hpp"

#include "core/error.hpp"
#include "core/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace ebsnn::scoring {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

CsvLines::CsvLines(const std::filesystem::path& path)
    : file_(printable(path.native())), stream_(path), buffer_(kLongestLine + 2, '\0') {
  if (!stream_) {
    throw InputError(fmt::format("{}: cannot be read: {}", file_,
                                 std::error_code(errno, std::generic_category()).message()));
  }
}

void CsvLines::fail(const std::string& message) const {
  throw InputError(fmt::format("{}: line {}: {}", file_, number_, message));
}

bool CsvLines::read_line() {
  stream_.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  auto read = static_cast<std::size_t>(stream_.gcount());
  if (stream_.bad()) throw InputError(fmt::format("{}: cannot be read", file_));
  if (stream_.eof() && read == 0) return false;
  ++number_;
  if (stream_.fail() && !stream_.eof()) {
    fail(fmt::format("is longer than {} bytes; expected a CSV file", kLongestLine));
  }
  if (!stream_.eof()) --read;  // the line end counts
  line_ = std::string_view(buffer_).substr(0, read);
  if (line_.ends_with('\r')) line_.remove_suffix(1);
  if (number_ == 1 && line_.starts_with(kByteOrderMark)) {
    line_.remove_prefix(kByteOrderMark.size());
  }
  if (!is_utf8(line_) || line_.find('\0') != std::string_view::npos) {
    fail(fmt::format("'{}' is not text in UTF-8", excerpt(line_)));
  }
  return true;
}

bool CsvLines::next() {
  while (read_line()) {
    if (line_.empty()) continue;
    split();
    return true;
  }
  return false;
}

void CsvLines::split() {
  cells_.clear();
  for (std::size_t place = 0;; ++place) {
    if (place < line_.size() && line_[place] == '"') {
      cells_.push_back(quoted_cell(place));
    } else {
      const std::size_t end = std::min(line_.find(',', place), line_.size());
      cells_.emplace_back(line_.substr(place, end - place));
      place = end;
    }
    if (place == line_.size()) return;
  }
}

/// The cell whose opening quote is at `place`, which goes to the comma or the end behind it.
std::string CsvLines::quoted_cell(std::size_t& place) const {
  std::string cell;
  for (++place; place < line_.size(); ++place) {
    if (line_[place] != '"') {
      cell += line_[place];
      continue;
    }
    ++place;
    if (place == line_.size() || line_[place] == ',') return cell;
    if (line_[place] != '"') {
      fail(fmt::format("'{}' has text behind the quotes of a cell", excerpt(line_)));
    }
    cell += '"';
  }
  fail(fmt::format("'{}' has a quote that is not closed", excerpt(line_)));
}

}  // namespace ebsnn::scoring
