#pragma once
// results.h5 and results.csv: the accuracies of the readout that was asked for last.
//
// results.h5, one group per corruption:
//   /<corruption>/level              float64 [level], attribute unit
//   /<corruption>/n                  uint64 [level], recordings
//   /<corruption>/accuracy_percent   float64 [level]
//   /<corruption>/wilson_95_percent  float64 [level, 2], low and high
//   /<corruption>/confusion          uint64 [level, true class, predicted class], counts
//   /<corruption>/default_level      float64 [default level], in the unit of level
//     attribute chance_percent         accuracy of guessing among the classes that have recordings
//     attributes title, place          for figures: name, and place in the order of corruptions
//     attribute published              1 if the published study has it, else 0
//     attributes axis_label, axis_scale of level: label of an axis, and levels times this are in
//                                      the unit of that label
//   (of several corruptions at once, only chance_percent)
//   attribute class_name             names of the classes, in their order
//   attributes readout, code, scaling, svm_c: which readout it is of
//   attribute test_data_checksum     of the test recordings; data_checksum is the training set's
// results.csv, one row per corruption and level: corruption, level, unit, n, accuracy_percent,
//   wilson_low_percent, wilson_high_percent, and the counts confusion_<true>_<predicted> with the
//   names of the classes. Above 32 classes, the counts are in results.h5 alone: spreadsheets read
//   no more than 1,000 to 16,000 columns.

#include "readout/metrics.hpp"
#include "storage/provenance.hpp"
#include "storage/readout_key.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
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

/// Accuracy of guessing among the classes that have recordings in one of the rows: 100 / their number,
/// in percent. There must be a row; all have the same classes.
[[nodiscard]] double chance_percent(std::span<const Result* const> rows);

/// Most classes whose confusion is part of results.csv.
inline constexpr std::size_t kMaxCsvClasses = 32;

/// All results of a run folder.
struct ResultTable {
  std::vector<Result> results;
  std::vector<std::string> class_names;
  std::string test_data_checksum;  ///< empty in files of builds that did not write it
};

/// Each writes its file atomically and throws StorageError; InputError where a confusion matrix has
/// not as many classes as there are names.
void write_results(const std::filesystem::path& path, const ResultTable& table,
                   const ReadoutKey& readout, const Provenance& provenance);
void write_results_csv(const std::filesystem::path& path, const ResultTable& table);

struct LoadedResults {
  ResultTable table;                  ///< corruptions in alphabetical order
  std::optional<ReadoutKey> readout;  ///< nothing in files of builds that did not write it
  Provenance provenance;
};

/// Reads results.h5. Throws InputError where it is missing, damaged or no such file.
[[nodiscard]] LoadedResults read_results(const std::filesystem::path& path);

}  // namespace ebsnn
