#pragma once
// One number for a set of recordings, so that results made from other data are recognised. May be
// included by jobs and tools.

#include "events/dataset.hpp"
#include "parallel/communicator.hpp"
#include "pipeline/progress.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ebsnn {

/// Checksums of a set of recordings.
struct SplitChecksum {
  std::string text;                       ///< of all of them: 16 hexadecimal digits
  std::vector<std::uint64_t> recordings;  ///< of each
};

/// Collective. Checksum over the recordings `indices` of `data`, in order: their labels and events,
/// however they are stored. Every rank reads a share (packed files know the checksums already).
/// Returns the same on all ranks. Throws InputError where a rank sees other data than the root:
/// some recordings are read by all.
[[nodiscard]] SplitChecksum checksum_of_split(Communicator& comm, const Dataset& data,
                                              const std::vector<std::size_t>& indices,
                                              Verbosity verbosity);

}  // namespace ebsnn
