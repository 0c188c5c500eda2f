#pragma once
// What a run folder holds of an evaluation: which of its activity files belong together, and which
// earlier results stay.

#include "pipeline/unit.hpp"
#include "storage/provenance.hpp"
#include "storage/results_file.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn {

/// The test units of a run folder that are classified together, in the order of results.
struct TestUnits {
  std::vector<Unit> units;
  Provenance reference;               ///< of one of their files; the data checksum is of all
  std::vector<std::string> warnings;  ///< about files that are left out
};

/// Those of `asked` (without the training set), and all others whose activity file is in
/// `run_folder` and of the same network, data, seed, precision and parameters. `train`: provenance
/// of the training set's file. Others are left out with a warning. Throws InputError naming the
/// file where one of `asked` is of another study, or where any file of the study holds another unit
/// than its name says.
[[nodiscard]] TestUnits test_units_of(const std::filesystem::path& run_folder,
                                      const std::vector<Unit>& asked, const Provenance& train);

/// Throws InputError naming `path` and the differences unless a test unit's file is of the same
/// study as the training set's, and as the `reference` test unit's.
void require_same_study(const std::filesystem::path& path, const Provenance& found,
                        const Provenance& train, const Provenance& reference);

/// Results in RUN/results.h5 that `units` does not cover, since their activity files are gone.
/// `now` and `test_data_checksum` are what the new file will say. Throws InputError naming file,
/// number of results and difference where there are such results, but of another study or readout:
/// they could neither be kept nor be made again. A file that cannot be read holds none: `warnings`
/// says so.
[[nodiscard]] std::vector<Result> results_to_keep(const std::filesystem::path& path,
                                                  const std::vector<Unit>& units,
                                                  const Provenance& now,
                                                  const std::string& test_data_checksum,
                                                  std::vector<std::string>& warnings);

/// The order of results: that of their units.
[[nodiscard]] bool result_comes_before(const Result& a, const Result& b);
/// Sorts results in this order.
void sort_results(std::vector<Result>& results);

}  // namespace ebsnn
