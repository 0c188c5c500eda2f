#pragma once
// What stays of earlier readouts of a run folder. results.h5, results.csv, classifier.h5 and
// predictions.h5 are of the readout that was asked for last; results.tidy.csv is of all of them.

#include "storage/predictions_file.hpp"
#include "storage/provenance.hpp"
#include "storage/readout_key.hpp"
#include "storage/results_file.hpp"
#include "storage/tidy_results.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn {

/// results.h5 of a run folder as it is before a readout.
struct EarlierResults {
  std::vector<TidyRow> rows;  ///< none if it is of another study
  std::string difference;     ///< what keeps it from being of the present study; empty: nothing
};

/// `now` and `test_data_checksum` are what the new file will say.
[[nodiscard]] EarlierResults earlier_results(const std::filesystem::path& run_folder,
                                             const Provenance& now,
                                             const std::string& test_data_checksum);

/// Rows of RUN/results.tidy.csv, and of results.h5 if the table does not have them, that `written`
/// does not replace. results.h5 tells which study the table is of. Throws InputError naming the
/// table and the number of rows if it has such rows, but results.h5 is not of the present study.
[[nodiscard]] std::vector<TidyRow> tidy_rows_to_keep(const std::filesystem::path& run_folder,
                                                     const EarlierResults& earlier,
                                                     const std::vector<TidyRow>& written);

/// Sorts rows by readout (see readout_comes_before()), then as results.
void sort_tidy_rows(std::vector<TidyRow>& rows);

/// The predictions in RUN/predictions.h5 of `results` (those whose activity files are gone), if the
/// file is of the same readout and study.
[[nodiscard]] std::vector<UnitPredictions> predictions_to_keep(
    const std::filesystem::path& run_folder, const std::vector<Result>& results,
    const Provenance& now, const std::string& test_data_checksum);

/// A sentence on what results.h5 held before, if that is another readout than `key` of the same
/// study; otherwise nothing.
[[nodiscard]] std::string replacement_text(const EarlierResults& earlier, const ReadoutKey& key);

}  // namespace ebsnn
