#include "pipeline/evaluation_data.hpp"

#include "pipeline/data_checksum.hpp"
#include "pipeline/data_source.hpp"

namespace ebsnn {

/// Null if the data have no such split.
const Dataset* EvaluationData::dataset(Split split) const {
  return split == Split::train ? input_.data->train.get() : input_.data->test.get();
}

const std::vector<std::size_t>& EvaluationData::indices(Split split) {
  if (!indices_.contains(split)) {
    const std::size_t limit = split == Split::train ? input_.train_limit : input_.test_limit;
    indices_[split] = spread_evenly(dataset(split)->size(), limit);
  }
  return indices_[split];
}

std::vector<Label> EvaluationData::labels(Split split) {
  std::vector<Label> labels;
  labels.reserve(indices(split).size());
  for (const std::size_t index : indices(split)) {
    labels.push_back(dataset(split)->label(index));
  }
  return labels;
}

Block EvaluationData::share(Split split) {
  return block_of(indices(split).size(), static_cast<std::size_t>(run_.comm.rank()),
                  static_cast<std::size_t>(run_.comm.size()));
}

const DataDescription& EvaluationData::description(Split split) const {
  return dataset(split)->description();
}

const std::string& EvaluationData::checksum(Split split) {
  if (!checksums_.contains(split)) {
    const SplitChecksum checksum =
        checksum_of_split(run_.comm, *dataset(split), indices(split), run_.verbosity);
    checksums_[split] = checksum.text;
    unchanged_.try_emplace(split, *dataset(split), indices(split), checksum);
  }
  return checksums_[split];
}

void EvaluationData::keep(Split split) {
  unchanged_.at(split).keep(UnchangedDataset::kMostKeptBytes);
}

Recording EvaluationData::read(Split split, std::size_t index) {
  Recording recording = unchanged_.at(split).read(index);
  warnings_[split].note(index, recording);
  return recording;
}

std::vector<std::string> EvaluationData::warnings() {
  std::vector<std::string> all;
  for (const Split split : {Split::train, Split::test}) {
    // Every rank takes part, even if it had no recording of the split.
    if (dataset(split) != nullptr) {
      const std::vector<std::string> lines = warnings_[split].summary(run_.comm, *dataset(split));
      all.insert(all.end(), lines.begin(), lines.end());
    }
  }
  return all;
}

}  // namespace ebsnn
