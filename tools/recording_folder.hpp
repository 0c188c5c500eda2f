#pragma once
// Recordings as a folder in the published layout, <split>/<digit>/<number>.bin, or the same with
// another kind of file. For tools.

#include "core/geometry.hpp"
#include "events/dataset.hpp"
#include "events/event.hpp"
#include "storage/provenance.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

/// A kind of file for one recording.
struct RecordingForm {
  std::string_view name;  ///< of the files, behind the point: "bin"
  /// The bytes of a file. Throws InputError, naming `recording`, if the form cannot hold the events.
  std::vector<std::byte> (*encode)(std::span<const Event> events, std::string_view recording,
                                   const SensorGeometry& sensor);
};

/// The published form (events/nmnist.hpp), and NumPy's (events/npz_recording.hpp).
[[nodiscard]] const RecordingForm& published_form();
[[nodiscard]] const RecordingForm& npz_form();

/// Summary of what was written.
struct FolderSummary {
  std::uint64_t recordings = 0;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  std::uint64_t checksum = 0;  ///< XXH3 of the bytes of all recordings, in the order written
};

/// Throws InputError, naming --out, unless the folder is new or empty; what dead runs left in it
/// does not count, and is removed.
void require_new_or_empty(const std::filesystem::path& folder);

/// Notes on how recordings were made: a file for --config with comments.
[[nodiscard]] std::string notes_of(const Provenance& provenance);

/// Writes all recordings of `source` below `folder`, and `notes` to the file `notes_name` in it. A
/// recording's source must end in <split>/<class>/<number>.bin; its file ends as `form` says. The
/// folder must not be there or be empty (InputError); it gets its name, or an empty one its content,
/// when all is written and synced, and nothing is left of it where `progress`, which is told how many
/// recordings are done, or anything else throws. StorageError where something cannot be written.
FolderSummary write_recording_folder(const DataSource& source, const RecordingForm& form,
                                     const std::filesystem::path& folder,
                                     const std::string& notes_name, const std::string& notes,
                                     const std::function<void(std::uint64_t)>& progress);

/// FolderSummary::checksum of the files below `folder` that hold the recordings of `data`. Throws
/// InputError naming a file that cannot be read.
[[nodiscard]] std::uint64_t checksum_of_folder(const Dataset& data, const RecordingForm& form,
                                               const std::filesystem::path& folder);

}  // namespace ebsnn
