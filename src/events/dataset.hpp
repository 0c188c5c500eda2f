#pragma once
// One split (training or test) of a collection of recordings, in any form of storage.

#include "events/data_description.hpp"
#include "events/event.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace ebsnn {

enum class Split { train, test };

/// "Train" or "Test", the names of the published folders.
[[nodiscard]] const char* folder_name(Split split);

/// Random access to recordings, ordered by class, then file name (as text). Holds an index, never
/// all events. Reading one recording does not affect another. One object serves one thread.
class Dataset {
 public:
  virtual ~Dataset() = default;

  /// Number of recordings.
  [[nodiscard]] virtual std::size_t size() const = 0;
  /// Sensor and classes, the same for both splits of a data source.
  [[nodiscard]] virtual const DataDescription& description() const = 0;
  /// Class shown in recording `index`, without reading its events.
  [[nodiscard]] virtual Label label(std::size_t index) const = 0;
  /// Location of recording `index`, for messages: a path, or archive and member, or file and
  /// number.
  [[nodiscard]] virtual std::string name(std::size_t index) const = 0;
  /// Where recording `index` came from, relative to the data set, e.g. "Train/3/00042.bin".
  [[nodiscard]] virtual std::string source(std::size_t index) const = 0;
  /// Reads recording `index`. Throws InputError naming the recording, the value and the bound if
  /// it is damaged.
  [[nodiscard]] virtual Recording read(std::size_t index) const = 0;
  /// Checksum of label and events (`checksum_of_recording`), without reading the events if it is
  /// stored; reads them by default. Equal recordings have equal checksums in every form of storage.
  [[nodiscard]] virtual std::uint64_t checksum(std::size_t index) const;
};

/// Checksum of a recording's label and events, independent of how it is stored.
[[nodiscard]] std::uint64_t checksum_of_recording(const Recording& recording);

/// A pair of splits; either may be absent (nullptr).
struct DataSource {
  std::unique_ptr<Dataset> train;
  std::unique_ptr<Dataset> test;
  std::string place;  ///< for messages and provenance, e.g. "folder /data/N-MNIST"
  /// What was unusual but usable when the data were listed, such as a class without recordings.
  std::vector<std::string> warnings;
};

}  // namespace ebsnn
