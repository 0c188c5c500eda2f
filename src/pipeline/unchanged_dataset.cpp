#include "pipeline/unchanged_dataset.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"

#include <fmt/format.h>

namespace ebsnn {

UnchangedDataset::UnchangedDataset(const Dataset& data, const std::vector<std::size_t>& indices,
                                   const SplitChecksum& checksum)
    : data_(data) {
  checksums_.reserve(indices.size());
  for (std::size_t i = 0; i < indices.size(); ++i) {
    checksums_.emplace(indices[i], checksum.recordings.at(i));
  }
}

Recording UnchangedDataset::read(std::size_t index) const {
  const auto kept = kept_.find(index);
  if (kept != kept_.end()) return kept->second;
  Recording recording = data_.read(index);
  const std::uint64_t found = checksum_of_recording(recording);
  const std::uint64_t expected = checksums_.at(index);
  if (found != expected) {
    throw InputError(fmt::format(
        "{}: was changed during the run: label and events had checksum {} when the run began, now "
        "{}; what was finished before is of the data as they were",
        data_.name(index), hex(expected), hex(found)));
  }
  const std::uint64_t bytes = recording.events.size() * sizeof(Event);
  if (bytes > 0 && bytes <= free_bytes_) {
    kept_.emplace(index, recording);
    free_bytes_ -= bytes;
  }
  return recording;
}

}  // namespace ebsnn
