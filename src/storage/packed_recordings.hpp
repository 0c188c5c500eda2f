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
};

/// Writes all recordings of `source` to `path`, atomically, replacing an old file; reads each once
/// and holds one at a time. While it writes, the folder also needs space for a second copy of the
/// events. `progress` is called with the number of recordings done. `provenance.data_checksum` is
/// filled in: the checksum of the checksums of all recordings, train first. Throws the errors of
/// reading; StorageError if the file cannot be written, and then nothing is left at `path`.
PackSummary write_packed(const DataSource& source, const std::filesystem::path& path,
                         Provenance provenance, const std::function<void(std::size_t)>& progress);

}  // namespace ebsnn
