#include "pipeline/earlier_readouts.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"
#include "pipeline/configuration.hpp"
#include "pipeline/run_units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

/// Settings in which readouts of one study may differ.
const std::set<std::string> kOfReadout{"code", "scaling", "cost", "tolerance"};

bool same_place(const TidyRow& a, const TidyRow& b) {
  return a.readout == b.readout && a.corruption == b.corruption && a.level == b.level;
}

bool holds(const std::vector<TidyRow>& rows, const TidyRow& row) {
  return std::any_of(rows.begin(), rows.end(),
                     [&row](const TidyRow& other) { return same_place(row, other); });
}

/// Earlier builds could only choose the cost.
ReadoutKey key_of(const LoadedResults& there) {
  ReadoutKey published;
  published.svm_c = setting_of(there.provenance, "cost").value_or(published.svm_c);
  return there.readout.value_or(published);
}

Result result_at(const TidyRow& row) { return {row.corruption, "", row.level, {}}; }

}  // namespace

EarlierResults earlier_results(const fs::path& run_folder, const Provenance& now,
                               const std::string& test_data_checksum) {
  const fs::path path = run_folder / "results.h5";
  EarlierResults earlier;
  if (!fs::exists(path)) {
    earlier.difference = fmt::format("\n  {} is not there", printable(path.native()));
    return earlier;
  }
  try {
    const LoadedResults there = read_results(path);
    earlier.difference = differences(there.provenance, now, kOfReadout);
    if (there.table.test_data_checksum != test_data_checksum) {
      earlier.difference += fmt::format("\n  test data checksum: {} there, {} now",
                                        there.table.test_data_checksum, test_data_checksum);
    }
    if (earlier.difference.empty()) {
      earlier.rows = tidy_rows(key_of(there), there.table.results);
    }
  } catch (const InputError& error) {
    earlier.difference = fmt::format("\n  {}", error.what());
  }
  return earlier;
}

std::vector<TidyRow> tidy_rows_to_keep(const fs::path& run_folder, const EarlierResults& earlier,
                                       const std::vector<TidyRow>& written) {
  const fs::path path = run_folder / "results.tidy.csv";
  std::vector<TidyRow> rows = read_tidy_results(path);
  std::erase_if(rows, [&](const TidyRow& row) { return holds(written, row); });
  if (!rows.empty() && !earlier.difference.empty()) {
    throw InputError(fmt::format(
        "{} holds {} rows of other results (first: {}, {} {}), and results.h5 does not say that "
        "they are of this study:{}\nUse another folder, or put the table aside.",
        printable(path.native()), rows.size(), text_of(rows.front().readout),
        rows.front().corruption, rows.front().level, earlier.difference));
  }
  for (const TidyRow& row : earlier.rows) {
    if (!holds(written, row) && !holds(rows, row)) rows.push_back(row);
  }
  return rows;
}

void sort_tidy_rows(std::vector<TidyRow>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const TidyRow& a, const TidyRow& b) {
    return a.readout == b.readout ? result_comes_before(result_at(a), result_at(b))
                                  : readout_comes_before(a.readout, b.readout);
  });
}

std::vector<UnitPredictions> predictions_to_keep(const fs::path& run_folder,
                                                 const std::vector<Result>& results,
                                                 const Provenance& now,
                                                 const std::string& test_data_checksum) {
  const fs::path path = run_folder / "predictions.h5";
  std::vector<UnitPredictions> kept;
  if (results.empty() || !fs::exists(path)) {
    return kept;
  }
  const StoredPredictions there(path);
  if (there.test_data_checksum() != test_data_checksum ||
      !differences(there.provenance(), now).empty()) {
    return kept;
  }
  for (const Result& result : results) {
    if (there.holds(result.corruption, result.level)) {
      kept.push_back(there.read(result.corruption, result.level));
    }
  }
  return kept;
}

std::string replacement_text(const EarlierResults& earlier, const ReadoutKey& key) {
  if (earlier.rows.empty() || earlier.rows.front().readout == key) {
    return "";
  }
  return fmt::format(
      "results.h5, results.csv, classifier.h5 and predictions.h5 are of the readout with {} so "
      "far; "
      "that with {} takes its place. results.tidy.csv keeps the accuracies of both",
      text_of(earlier.rows.front().readout), text_of(key));
}

}  // namespace ebsnn
