#pragma once
// Recordings packed into one HDF5 file, which any number of ranks read independently.
//
//   /               attributes: format, format_version, sensor_width, sensor_height (px),
//                   last_event_us (of all recordings), provenance
//   /class_name     text   [class]   entry i belongs to label i
//   /train, /test   either may be absent
//     x, y          uint16 [event]   column and row (px)
//     t             uint32 [event]   time since the start of the recording (us)
//     p             uint8  [event]   polarity: 1 ON, 0 OFF
//     offsets       uint64 [n + 1]   recording i has the events offsets[i] .. offsets[i + 1] - 1
//     label         uint16 [n]       class shown
//     checksum      uint64 [n]       checksum_of_recording
//     source        text   [n]       where the recording came from, e.g. "Train/3/00042.bin"
//
// An event takes nine bytes. There is no compression, so that a recording is one contiguous read of
// each column. Version 1 is still read: events uint8 [event, 5] in the form of events/nmnist.hpp in
// place of the columns, label uint8, no sources; the sensor and the classes are N-MNIST's.

#include "events/dataset.hpp"
#include "h5/file.hpp"
#include "parallel/communicator.hpp"
#include "storage/format.hpp"
#include "storage/provenance.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace ebsnn {

/// Opens a packed file; holds its index. Throws InputError, naming the
/// file, if it is missing, cut short, not HDF5, of another format or version, or its index
/// contradicts itself. Reading a recording reads only its rows, and throws InputError, naming file
/// and recording, if they do not match their checksum.
[[nodiscard]] DataSource open_packed(const std::filesystem::path& path);

/// What was packed, and what was unusual about it.
struct PackSummary {
  std::size_t recordings = 0;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;    ///< of the packed file
  std::size_t empty = 0;      ///< recordings without events
  std::size_t time_back = 0;  ///< recordings in which time goes back
  std::uint32_t last_event_us = 0;
  std::string first_empty;      ///< name of the first such recording
  std::string first_time_back;  ///< likewise

  /// Those of `next` follow.
  void append(const PackSummary& next);
};

/// Collective. Writes all recordings of `source`, the same on all ranks, to `path`, atomically,
/// replacing an old file. Each rank reads a block of each split, each recording once, and holds one
/// at a time; then all ranks write together. The datasets do not depend on the ranks. While it
/// writes, the folder also needs space for a second copy of the events. `progress` is called with
/// the number of recordings that this rank has done. `data_checksum` of the file's provenance is the
/// checksum of the checksums of all recordings, train first. Returns the summary at the root. Throws
/// the errors of reading and of `progress`; InputError if ranks list other recordings; StorageError
/// if the file cannot be written. Then nothing is left at `path`. With several ranks, only a plain
/// file can be written.
PackSummary write_packed(Communicator& comm, const DataSource& source,
                         const std::filesystem::path& path, const Provenance& provenance,
                         const std::function<void(std::size_t)>& progress);
/// The same, by this process alone.
PackSummary write_packed(const DataSource& source, const std::filesystem::path& path,
                         const Provenance& provenance,
                         const std::function<void(std::size_t)>& progress);

}  // namespace ebsnn
