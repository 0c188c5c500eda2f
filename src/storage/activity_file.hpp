#pragma once
// Spike counts of a set of recordings, written by all ranks together. format.hpp has units and names
// of dimensions.
//
//   /activity          uint16 [recording, window, V1 neuron]; windows row by row from the top left
//                      (evaluation_layout.hpp)
//   /window            uint16 [window, 2], first row and column of each window on the sensor (px)
//   /label             uint8, or uint16 for more than 256 classes, [recording], class shown
//   /class_name        text   [class], entry i belongs to label i
//   /recording         uint64 [recording], index in the data set's split
//   /surviving_events  uint32 [recording, 2], events after corruption: whole sensor, all windows
//
// and, on request, further columns (activity_column.hpp), which the attribute `columns` names.
//
// Older files lack /window and /class_name: they have the published four windows and ten digits.

#include "core/label.hpp"
#include "parallel/communicator.hpp"
#include "storage/activity_column.hpp"
#include "storage/provenance.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn {

/// Consecutive rows of an activity file: those of one rank, or all.
struct Activity {
  std::size_t windows = 0;
  std::size_t neurons = 0;                      ///< V1 neurons
  std::vector<std::uint16_t> window_place;      ///< [window, 2], first row and column (px)
  std::vector<std::string> classes;             ///< names by label
  std::vector<std::uint16_t> counts;            ///< [recording, window, neuron]
  std::vector<Label> label;                     ///< [recording]
  std::vector<std::uint64_t> recording;         ///< [recording]
  std::vector<std::uint32_t> surviving_events;  ///< [recording, 2]
  std::vector<ActivityColumn> columns;          ///< what was recorded besides

  [[nodiscard]] std::size_t size() const { return label.size(); }
  /// Spike counts of a recording.
  [[nodiscard]] std::size_t features() const { return windows * neurons; }
  friend bool operator==(const Activity&, const Activity&) = default;
};

/// Collective. Writes the rows of all ranks (in rank order; a rank may have none) to one file,
/// which gets its final name only when it is complete: the root makes it under a temporary name, a
/// collective transfer fills it, and it is closed, read back, compared with the data of the ranks,
/// synced and renamed. Throws StorageError on all ranks; the temporary file is then removed.
void write_activity(Communicator& comm, const std::filesystem::path& path, const Activity& mine,
                    const Provenance& provenance);

struct LoadedActivity {
  Activity activity;
  Provenance provenance;
};

/// Reads a whole file, except its columns. Throws InputError if it is missing, not an activity file,
/// or damaged (checksum).
[[nodiscard]] LoadedActivity read_activity(const std::filesystem::path& path);

}  // namespace ebsnn
