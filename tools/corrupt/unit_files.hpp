#pragma once
// Where ebsnn_corrupt writes: one folder or packed file for each unit, and a list of them.

#include "corrupt/corrupted_dataset.hpp"
#include "pipeline/unit.hpp"
#include "recording_folder.hpp"
#include "storage/provenance.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace ebsnn::corrupting {

/// --out: a folder, or the name that packed files begin with.
struct Output {
  std::filesystem::path out;
  const RecordingForm* form = &published_form();  ///< of recordings in folders

  /// A name with a slash at its end is a folder's.
  [[nodiscard]] bool packed() const { return out.has_filename() && out.extension() == ".h5"; }
  /// DIR/<corruption>/<level>, or F-<corruption>-<level>.h5.
  [[nodiscard]] std::filesystem::path place_of(const Unit& unit) const;
  /// DIR/manifest.csv, or F.csv.
  [[nodiscard]] std::filesystem::path manifest() const;
  /// Throws InputError, naming --out, unless the folder is new or empty and no file is there.
  void require_new(const std::vector<Unit>& units) const;
  /// What is there after the first `written` of `units`, and what to remove before the same command
  /// is given again, for messages.
  [[nodiscard]] std::string kept(std::size_t written, const std::vector<Unit>& units) const;
};

/// What a unit's files hold: a line of the manifest.
struct WrittenUnit {
  std::string unit;  ///< "drop_event 0.2"
  std::uint64_t recordings = 0;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  /// XXH3 of the bytes of the files in the order of the recordings, or of the packed file.
  std::uint64_t checksum = 0;
};

/// Writes the recordings of `data` under `change` to the place of `unit`, as the split `split`.
/// `progress` is told how many recordings of the unit are done. Throws InputError if a .bin file
/// cannot hold a recording, StorageError if something cannot be written.
WrittenUnit write_unit(const Output& output, const Unit& unit, const Dataset& data, Split split,
                       const Change& change, const Provenance& provenance,
                       const std::function<void(std::uint64_t)>& progress);

/// "unit,recordings,events,xxh3" and a line for each unit.
[[nodiscard]] std::string manifest_text(const std::vector<WrittenUnit>& units);

}  // namespace ebsnn::corrupting
