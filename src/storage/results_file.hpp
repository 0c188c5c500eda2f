#pragma once
// classifier.h5, results.h5 and results.csv.
//
// classifier.h5, one entry per class:
//   /class              uint8
//   /weights            float64 [class, feature + 1], the last column for the bias feature
//   /primal_objective   float64, and /excess: by how much at most it exceeds the optimum, relative
//   /gradient_ratio     float64, against /gradient_bound, which convergence asks for
//   /iterations         uint32 of liblinear, /newton_steps uint32 of the refinement after it
//   /converged          uint8
//   attributes solver, cost, tolerance, accuracy
// results.h5, one group per corruption:
//   /<corruption>/level              float64 [level], attribute unit
//   /<corruption>/n                  uint64 [level], recordings
//   /<corruption>/accuracy_percent   float64 [level]
//   /<corruption>/wilson_95_percent  float64 [level, 2], low and high
//   /<corruption>/confusion          uint64 [level, true digit, predicted digit], counts
//   attribute test_data_checksum     of the test recordings; data_checksum is the training set's
// results.csv, one row per corruption and level: corruption, level, unit, n, accuracy_percent,
//   wilson_low_percent, wilson_high_percent, and the counts confusion_<true>_<predicted>

#include "readout/linear_svm.hpp"
#include "readout/metrics.hpp"
#include "storage/provenance.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn {

/// Accuracy under one corruption at one level.
struct Result {
  std::string corruption;
  std::string unit;
  double level = 0.0;
  ConfusionMatrix confusion;
};

/// Each writes its file atomically and throws StorageError.
void write_classifier(const std::filesystem::path& path, const LinearSvm& svm,
                      const SvmOptions& options, const Provenance& provenance);
void write_results(const std::filesystem::path& path, const std::vector<Result>& results,
                   const Provenance& provenance, const std::string& test_data_checksum);
void write_results_csv(const std::filesystem::path& path, const std::vector<Result>& results);

struct LoadedResults {
  std::vector<Result> results;  ///< corruptions in alphabetical order
  Provenance provenance;
  std::string test_data_checksum;  ///< empty in files of builds that did not write it
};

/// Reads results.h5. Throws InputError where it is missing, damaged or no such file.
[[nodiscard]] LoadedResults read_results(const std::filesystem::path& path);

}  // namespace ebsnn
