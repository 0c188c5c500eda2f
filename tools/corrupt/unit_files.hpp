#pragma once
// Where ebsnn_corrupt writes: one folder or packed file for each unit, and a list of them.

#include "corrupt/corrupted_dataset.hpp"
#include "corrupt/written_unit.hpp"
#include "pipeline/unit.hpp"
#include "recording_folder.hpp"
#include "storage/provenance.hpp"

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
  /// DIR/unfinished.h5, or F-unfinished.h5: see unfinished.hpp.
  [[nodiscard]] std::filesystem::path unfinished() const;
  /// Throws InputError, naming --out, unless the folder is new or empty, or has a list of unfinished
  /// units; and if a file stands in the place of a unit that is not among `kept`, or of the manifest.
  void require_room(const std::vector<Unit>& units, const std::vector<WrittenUnit>& kept) const;
};

/// Writes the recordings of `data` under `change` to the place of `unit`, as the split `split`.
/// `progress` is told how many recordings of the unit are done. Throws InputError if a .bin file
/// cannot hold a recording, StorageError if something cannot be written.
WrittenUnit write_unit(const Output& output, const Unit& unit, const Dataset& data, Split split,
                       const Change& change, const Provenance& provenance,
                       const std::function<void(std::uint64_t)>& progress);

/// Throws InputError, naming the place of `unit`, unless its files are those that were written, of
/// the recordings of `data`.
void require_as_written(const Output& output, const Unit& unit, const Dataset& data,
                        const WrittenUnit& written);

/// "unit,recordings,events,xxh3" and a line for each unit.
[[nodiscard]] std::string manifest_text(const std::vector<WrittenUnit>& units);

}  // namespace ebsnn::corrupting
