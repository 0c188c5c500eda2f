#pragma once
// Recordings under a corruption, as a data set.

#include "corruption/corruption.hpp"
#include "events/dataset.hpp"
#include "pipeline/condition.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace ebsnn::corrupting {

/// How recordings are changed.
struct Change {
  Condition condition;
  int duration_ms = kDefaultSteps;  ///< of a presentation
  std::uint64_t seed = 1;
  std::optional<std::uint64_t> sensor_seed = {};  ///< see CorruptionContext; none: as `seed`
  bool sort_time = false;  ///< sort by time at the end; events of one time keep their order
};

/// Corrupts what it reads from another data set. Draws are those of ebsnn_eval: recording i has the
/// key i.
class CorruptedDataset : public Dataset {
 public:
  /// `data` must outlive the object.
  CorruptedDataset(const Dataset& data, Change change);

  [[nodiscard]] std::size_t size() const override { return data_.size(); }
  [[nodiscard]] const DataDescription& description() const override { return description_; }
  [[nodiscard]] Label label(std::size_t index) const override { return data_.label(index); }
  [[nodiscard]] std::string name(std::size_t index) const override { return data_.name(index); }
  [[nodiscard]] std::string source(std::size_t index) const override { return data_.source(index); }
  [[nodiscard]] Recording read(std::size_t index) const override;

 private:
  const Dataset& data_;
  Change change_;
  DataDescription description_;
};

}  // namespace ebsnn::corrupting
