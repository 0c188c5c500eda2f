#pragma once
// Recordings that must stay what they were: a folder's files may be replaced while a run reads them
// again and again.

#include "events/dataset.hpp"
#include "pipeline/data_checksum.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace ebsnn {

/// Reads the recordings of another data set, and only those that still have the checksum that was
/// taken of them. So the checksum speaks of what was read. On request, what was read is kept.
class UnchangedDataset : public Dataset {
 public:
  /// `data` must outlive the object. `checksum`: of its recordings `indices`, in that order; no
  /// others can be read.
  UnchangedDataset(const Dataset& data, const std::vector<std::size_t>& indices,
                   const SplitChecksum& checksum);

  /// Memory for recordings that are read several times. It holds the test set of N-MNIST on two ranks.
  static constexpr std::uint64_t kMostKeptBytes = std::uint64_t{256} << 20U;
  /// From now on, keeps the recordings that are read, as long as their events take no more than
  /// `most_bytes` together. These are not read again, nor checked.
  void keep(std::uint64_t most_bytes) { free_bytes_ = most_bytes; }

  [[nodiscard]] std::size_t size() const override { return data_.size(); }
  [[nodiscard]] const DataDescription& description() const override { return data_.description(); }
  [[nodiscard]] Label label(std::size_t index) const override { return data_.label(index); }
  [[nodiscard]] std::string name(std::size_t index) const override { return data_.name(index); }
  [[nodiscard]] std::string source(std::size_t index) const override { return data_.source(index); }
  /// Throws InputError naming the recording and both checksums where it has changed.
  [[nodiscard]] Recording read(std::size_t index) const override;
  [[nodiscard]] std::uint64_t checksum(std::size_t index) const override {
    return checksums_.at(index);
  }

 private:
  const Dataset& data_;
  std::unordered_map<std::size_t, std::uint64_t> checksums_;
  mutable std::unordered_map<std::size_t, Recording> kept_;
  mutable std::uint64_t free_bytes_ = 0;
};

}  // namespace ebsnn
