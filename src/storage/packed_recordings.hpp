#pragma once
// Recordings packed into one HDF5 file, from which any number of ranks read, each on its own. May
// be included by pipeline, jobs and tools.
//
//   /               attributes: format, format_version, provenance
//   /train, /test   either may be absent
//     events        uint8  [row, 5]  the recordings' bytes in the form of events/nmnist.hpp, one
//     after the other offsets       uint64 [n + 1]   recording i has the rows offsets[i] ..
//     offsets[i + 1] - 1 label         uint8  [n]       digit shown checksum      uint64 [n]
//     checksum_of_recording
//
// Five bytes an event are what N-MNIST itself takes; stored without compression, a recording is one
// contiguous read.

#include "events/dataset.hpp"
#include "storage/h5.hpp"
#include "storage/provenance.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace ebsnn {

inline constexpr const char* kPackedFormat = "ebsnn packed recordings";
inline constexpr std::uint64_t kPackedVersion = 1;

/// Opens a packed file; holds its index (17 bytes a recording). Throws InputError, naming the file,
/// where it is missing, cut short, not HDF5, of another format or version, or its index contradicts
/// itself. Reading a recording reads its rows alone and throws InputError, naming file and
/// recording, where they do not match their checksum.
[[nodiscard]] DataSource open_packed(const std::filesystem::path& path);

/// What was packed, and what in it was unusual.
struct PackSummary {
  std::size_t recordings = 0;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;      ///< of the packed file
  std::size_t empty = 0;        ///< recordings without events
  std::size_t time_back = 0;    ///< recordings in which time goes back
  std::string first_empty;      ///< name of the first such recording
  std::string first_time_back;  ///< likewise
};

/// Writes all recordings of `source` to `path`, atomically, replacing an old file; reads each once
/// and holds one at a time. For the time of writing, the folder also needs room for a second copy
/// of the events. `progress` is told how many recordings are done. `provenance.data_checksum` is
/// filled in: the checksum of all recordings' checksums, train first. Throws what reading throws;
/// StorageError where the file cannot be written; nothing is left at `path` then.
PackSummary write_packed(const DataSource& source, const std::filesystem::path& path,
                         Provenance provenance, const std::function<void(std::size_t)>& progress);

}  // namespace ebsnn
