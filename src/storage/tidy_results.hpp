#pragma once
// results.tidy.csv: the accuracies of all readouts of a run folder, one row for each code, scaling,
// C, corruption and level. Columns:
//   code, scaling, svm_c               what was read out, and how; svm_c is the C asked for, or auto
//   corruption, level, unit            as in results.csv
//   n, accuracy_percent, wilson_low_percent, wilson_high_percent
//   source                             network: the code depends on the network; recordings: it does
//                                      not. Older files lack this column

#include "storage/readout_key.hpp"
#include "storage/results_file.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn {

struct TidyRow {
  ReadoutKey readout;
  std::string corruption;
  double level = 0.0;
  std::string rest;         ///< the columns from unit to wilson_high_percent, as they stand there
  std::string source = {};  ///< the last column; empty in older files

  friend bool operator==(const TidyRow&, const TidyRow&) = default;
};

[[nodiscard]] std::vector<TidyRow> tidy_rows(const ReadoutKey& readout,
                                             const std::vector<Result>& results);

/// No rows where there is no such file. Throws InputError naming file and line where it is no such
/// table.
[[nodiscard]] std::vector<TidyRow> read_tidy_results(const std::filesystem::path& path);

/// Writes the file atomically, in the order of `rows`. Throws StorageError.
void write_tidy_results(const std::filesystem::path& path, const std::vector<TidyRow>& rows);

}  // namespace ebsnn
