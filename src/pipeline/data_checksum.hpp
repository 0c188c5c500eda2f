#pragma once
// A checksum of a set of recordings, to recognise results from other data.

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
/// in any form of storage. Every rank reads a share (packed files contain the checksums). Returns
/// the same on all ranks. Throws InputError if a rank sees other data than the root: all ranks read
/// some of the recordings.
[[nodiscard]] SplitChecksum checksum_of_split(Communicator& comm, const Dataset& data,
                                              const std::vector<std::size_t>& indices,
                                              Verbosity verbosity);

}  // namespace ebsnn
