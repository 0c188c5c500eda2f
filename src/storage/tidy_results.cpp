#include "storage/tidy_results.hpp"

#include "core/error.hpp"
#include "core/file_text.hpp"
#include "core/number_text.hpp"
#include "core/printable.hpp"
#include "storage/atomic_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <string_view>

namespace ebsnn {
namespace {

constexpr std::string_view kHeader =
    "code,scaling,svm_c,corruption,level,unit,n,accuracy_percent,wilson_low_percent,"
    "wilson_high_percent,source";
/// Of older files.
constexpr std::string_view kHeaderWithoutSource = kHeader.substr(0, kHeader.rfind(','));

/// Text up to the next comma, which is removed with it.
std::string take_cell(std::string_view& line) {
  const std::size_t comma = std::min(line.find(','), line.size());
  std::string cell(line.substr(0, comma));
  line.remove_prefix(std::min(comma + 1, line.size()));
  return cell;
}

std::optional<TidyRow> row_of(std::string_view line, std::string_view header) {
  if (std::ranges::count(line, ',') != std::ranges::count(header, ',')) return std::nullopt;
  TidyRow row;
  row.readout.code = take_cell(line);
  row.readout.scaling = take_cell(line);
  row.readout.svm_c = take_cell(line);
  row.corruption = take_cell(line);
  const std::optional<double> level = number_in<double>(take_cell(line));
  if (!level) return std::nullopt;
  row.level = *level;
  if (header == kHeader) {
    const std::size_t last = line.rfind(',');
    row.source = line.substr(last + 1);
    line = line.substr(0, last);
  }
  row.rest = line;
  return row;
}

}  // namespace

std::vector<TidyRow> tidy_rows(const ReadoutKey& readout, const std::vector<Result>& results) {
  std::vector<TidyRow> rows;
  for (const Result& result : results) {
    const ConfusionMatrix& confusion = result.confusion;
    const PercentInterval bounds = wilson_interval_percent(confusion.correct(), confusion.total());
    rows.push_back({readout, result.corruption, result.level,
                    fmt::format("{},{},{:.4f},{:.4f},{:.4f}", result.unit, confusion.total(),
                                confusion.accuracy_percent(), bounds.low, bounds.high)});
  }
  return rows;
}

std::vector<TidyRow> read_tidy_results(const std::filesystem::path& path) {
  std::vector<TidyRow> rows;
  if (!std::filesystem::exists(path)) return rows;
  if (!std::filesystem::is_regular_file(path)) {  // reading a pipe would wait for its writer
    throw InputError(
        fmt::format("{}: is not a plain file; put it aside", printable(path.native())));
  }
  std::istringstream file(file_text(path));
  std::string line, header;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (line.ends_with('\r')) line.pop_back();  // as some editors write it
    if (number == 1) header = line;
    const std::optional<TidyRow> row = number == 1 ? std::nullopt : row_of(line, header);
    if (number == 1 ? header != kHeader && header != kHeaderWithoutSource : !row) {
      throw InputError(fmt::format(
          "{}: line {} is '{}', expected {}; put the file aside, and the table is made anew",
          printable(path.native()), number, excerpt(line),
          number == 1 ? fmt::format("'{}'", kHeader)
                      : fmt::format("{} cells with a number as the fifth",
                                    std::ranges::count(header, ',') + 1)));
    }
    if (row) rows.push_back(*row);
  }
  return rows;
}

void write_tidy_results(const std::filesystem::path& path, const std::vector<TidyRow>& rows) {
  std::string text = fmt::format("{}\n", kHeader);
  for (const TidyRow& row : rows) {
    text += fmt::format("{},{},{},{},{},{},{}\n", row.readout.code, row.readout.scaling,
                        row.readout.svm_c, row.corruption, row.level, row.rest, row.source);
  }
  write_file_atomically(path, text);
}

}  // namespace ebsnn
