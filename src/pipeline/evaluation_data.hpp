#pragma once
// The recordings of an evaluation: which of a split are used, that they stay what they were, and
// this rank's share of them.

#include "core/label.hpp"
#include "core/partition.hpp"
#include "events/dataset.hpp"
#include "pipeline/data_warnings.hpp"
#include "pipeline/evaluate.hpp"
#include "pipeline/run_context.hpp"
#include "pipeline/unchanged_dataset.hpp"
#include "pipeline/unit.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace ebsnn {

class EvaluationData {
 public:
  /// The arguments must outlive the object.
  EvaluationData(const RunContext& run, const EvaluationInput& input) : run_(run), input_(input) {}

  /// Of the recordings that are used, in the split; spread evenly over it.
  const std::vector<std::size_t>& indices(Split split);
  [[nodiscard]] std::vector<Label> labels(Split split);
  /// Those of them that this rank simulates.
  Block share(Split split);
  [[nodiscard]] const DataDescription& description(Split split) const;

  /// Collective when it is first called for a split. Of the recordings that are used.
  const std::string& checksum(Split split);
  /// After checksum(). Keeps what is read, as far as UnchangedDataset::kMostKeptBytes go: for a split
  /// that is read several times.
  void keep(Split split);
  /// After checksum(). Throws InputError where the recording has changed or cannot be read.
  Recording read(Split split, std::size_t index);
  /// Collective. Of what was read; see DataWarnings::summary().
  std::vector<std::string> warnings();

 private:
  [[nodiscard]] const Dataset* dataset(Split split) const;

  const RunContext& run_;
  const EvaluationInput& input_;
  std::map<Split, std::vector<std::size_t>> indices_;
  std::map<Split, std::string> checksums_;
  std::map<Split, UnchangedDataset> unchanged_;
  std::map<Split, DataWarnings> warnings_;
};

}  // namespace ebsnn
