#pragma once
// What a model predicted for the recordings of every unit of a suite.

#include "core/label.hpp"
#include "events/dataset.hpp"
#include "score/suite.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

namespace ebsnn::scoring {

/// Most recordings of a test set.
inline constexpr std::size_t kMostRecordings = 1000000;

struct Predictions {
  std::string file;                            ///< printable, for messages
  std::vector<std::string> classes;            ///< names; entry i belongs to label i
  std::vector<std::string> recordings;         ///< names, the same for all models
  std::vector<Label> label;                    ///< [recording]
  std::vector<std::vector<Label>> prediction;  ///< [unit of the suite][recording]
};

/// The test recordings that --data names.
struct TestSet {
  explicit TestSet(const Dataset& data);

  std::vector<std::string> classes;
  std::vector<Label> label;                            ///< [index of the recording]
  std::unordered_map<std::string, std::size_t> place;  ///< "7/00001.bin" to its index
};

/// Reads a CSV file, a run folder, or its predictions.h5. Names of recordings are indices as text
/// if `data` is given or the file has indices, else "<class>/<file>" or what the file has. Throws
/// InputError that names the file, and the line if it has lines: for what cannot be read, unknown
/// units, recordings and classes, contradictory labels, rows that occur twice or are missing.
[[nodiscard]] Predictions read_predictions(const std::filesystem::path& path, const Suite& suite,
                                           const TestSet* data);

/// `predictions` with its recordings in the order of `model`. Throws InputError, naming the file and
/// the first recording that differs, unless recordings, labels and classes are the same.
[[nodiscard]] Predictions in_order_of(const Predictions& model, Predictions predictions);

}  // namespace ebsnn::scoring
