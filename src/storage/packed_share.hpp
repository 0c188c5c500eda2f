#pragma once
// What one rank packs: its block of the recordings of each split. Only for packed_writer.cpp.

#include "core/partition.hpp"
#include "events/dataset.hpp"
#include "parallel/communicator.hpp"
#include "storage/packed_recordings.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace ebsnn {

/// Events that are stored on disk until their number is known: a contiguous dataset needs it from
/// the start. The file has no name, so that nothing is left of it in any case. Throws StorageError.
class EventSpool {
 public:
  /// Makes the file there, which must not exist.
  explicit EventSpool(const std::filesystem::path& path);

  void append(std::span<const Event> events);
  /// From now on, `read` gets the events in the order in which they came.
  void rewind();
  void read(std::span<Event> events);

 private:
  [[noreturn]] void fail(const char* what) const;

  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string path_;
  std::unique_ptr<std::FILE, Closer> file_;
};

/// What a file says about consecutive recordings of a split, besides their events.
struct PackedShare {
  std::vector<std::uint64_t> events;  ///< number of events of each recording
  std::vector<Label> labels;
  std::vector<std::uint64_t> checksums;
  std::vector<std::string> sources;
  PackSummary summary;

  /// The recordings of `next` follow.
  void append(const PackedShare& next);
};

/// Reads these recordings; their events go to the end of `spool`. Calls `after_each` after each of
/// them, and ends early if that returns false. Throws the errors of reading, InputError if an event
/// lies outside the sensor, and StorageError.
[[nodiscard]] PackedShare read_share(const Dataset& data, const Block& block, EventSpool& spool,
                                     const std::function<bool()>& after_each);

/// Collective. At the root, what all ranks read, in their order; nothing on other ranks.
[[nodiscard]] PackedShare gathered(const Communicator& comm, const PackedShare& mine);

}  // namespace ebsnn
