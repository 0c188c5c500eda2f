#pragma once
// predictions.h5: what a readout makes of each test recording.
//
//   /class_name                          names of the classes, text [class]
//   /<corruption>/<level>/prediction     uint16  [recording], place in class_name
//   /<corruption>/<level>/margin         float32 [recording, class], decision value; NaN for classes
//                                        without training recordings; the largest one is predicted
//   /<corruption>/<level>/label          uint16  [recording], true class
//   /<corruption>/<level>/recording      uint64  [recording], index in the test set
//   /<corruption>/<level>/class_name     as in the root: coordinates of margin
//   attributes readout, code, scaling, svm_c: which readout it is of
//   attribute test_data_checksum         of the test recordings

#include "core/label.hpp"
#include "h5/file.hpp"
#include "storage/provenance.hpp"
#include "storage/readout_key.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace ebsnn {

/// Predictions of one corruption at one level.
struct UnitPredictions {
  std::string corruption;
  double level = 0.0;
  std::vector<Label> prediction;         ///< [recording]
  std::vector<float> margin;             ///< [recording, class]
  std::vector<Label> label;              ///< [recording]
  std::vector<std::uint64_t> recording;  ///< [recording]

  friend bool operator==(const UnitPredictions&, const UnitPredictions&) = default;
};

/// What all units have in common.
struct PredictionsOrigin {
  std::vector<std::string> class_names;
  ReadoutKey readout;
  std::string test_data_checksum;
  Provenance provenance;
};

/// Writes the file atomically. `fill` gets a function that writes one unit, which it calls for each
/// of them. Throws StorageError, and what `fill` throws.
using WriteUnit = std::function<void(const UnitPredictions&)>;
void write_predictions(const std::filesystem::path& path, const PredictionsOrigin& origin,
                       const std::function<void(const WriteUnit&)>& fill);

/// A predictions file that is there already.
class StoredPredictions {
 public:
  /// Throws InputError if it cannot be read.
  explicit StoredPredictions(const std::filesystem::path& path);

  [[nodiscard]] const Provenance& provenance() const { return provenance_; }
  [[nodiscard]] const std::string& test_data_checksum() const { return test_data_checksum_; }
  [[nodiscard]] std::vector<std::string> class_names() const;
  [[nodiscard]] bool holds(const std::string& corruption, double level) const;
  [[nodiscard]] UnitPredictions read(const std::string& corruption, double level) const;

 private:
  h5::File file_;
  Provenance provenance_;
  std::string test_data_checksum_;
};

}  // namespace ebsnn
