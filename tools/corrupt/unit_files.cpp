#include "corrupt/unit_files.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "storage/csv.hpp"
#include "storage/output_place.hpp"
#include "storage/packed_recordings.hpp"

#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

namespace ebsnn::corrupting {
namespace {

namespace fs = std::filesystem;

/// File in a unit's folder that tells how to make it again, in the form of --config.
constexpr const char* kNotesName = "ebsnn_corrupt.toml";

std::string level_text(const Unit& unit) { return fmt::format("{}", unit.level()); }

std::uint64_t checksum_of_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<char> part(1U << 20U);
  Checksum sum;
  while (file.read(part.data(), std::ssize(part)) || file.gcount() > 0) {
    sum.add_bytes(part.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (!file.eof()) {
    throw StorageError(fmt::format("{}: cannot be read back", printable(path.native())));
  }
  return sum.value();
}

DataSource source_of(std::unique_ptr<Dataset> data, Split split) {
  DataSource source;
  (split == Split::train ? source.train : source.test) = std::move(data);
  return source;
}

}  // namespace

fs::path Output::place_of(const Unit& unit) const {
  const std::string name(unit.corruption()->name);
  if (!packed()) return out / name / level_text(unit);
  return out.parent_path() /
         fmt::format("{}-{}-{}.h5", out.stem().native(), name, level_text(unit));
}

fs::path Output::manifest() const {
  return packed() ? fs::path(out).replace_extension(".csv") : out / "manifest.csv";
}

fs::path Output::unfinished() const {
  return packed() ? out.parent_path() / fmt::format("{}-unfinished.h5", out.stem().native())
                  : out / "unfinished.h5";
}

void Output::require_room(const std::vector<Unit>& units,
                          const std::vector<WrittenUnit>& kept) const {
  const bool continues = fs::exists(unfinished());
  if (!packed() && !continues) {
    require_new_or_empty(out);
    return;
  }
  std::vector<fs::path> files;
  for (const Unit& unit : units) {
    if (find_unit(kept, unit.name()) == nullptr) files.push_back(place_of(unit));
  }
  // A run that was killed at its very end may have left the manifest.
  if (!files.empty()) files.push_back(manifest());
  for (const fs::path& file : files) {
    if (packed() ? !output_file(file, "--out").replaces() : !fs::exists(file)) continue;
    throw InputError(fmt::format(
        "--out {}: {} exists already{}", printable(out.native()), printable(file.native()),
        continues ? fmt::format(", but {} does not list it; if it is removed, it is written again",
                                printable(unfinished().native()))
                  : ""));
  }
}

WrittenUnit write_unit(const Output& output, const Unit& unit, const Dataset& data, Split split,
                       const Change& change, const Provenance& provenance,
                       const std::function<void(std::uint64_t)>& progress) {
  const fs::path place = output.place_of(unit);
  const DataSource source = source_of(std::make_unique<CorruptedDataset>(data, change), split);
  if (output.packed()) {
    const PackSummary packed = write_packed(source, place, provenance, progress);
    return {unit.name(), packed.recordings, packed.events, packed.bytes, checksum_of_file(place)};
  }
  try {
    const FolderSummary folder = write_recording_folder(source, *output.form, place, kNotesName,
                                                        notes_of(provenance), progress);
    return {unit.name(), folder.recordings, folder.events, folder.bytes, folder.checksum};
  } catch (...) {
    // Without any unit, the folder of the corruption would stand in the way of the same command.
    std::error_code not_empty;
    fs::remove(place.parent_path(), not_empty);
    throw;
  }
}

void require_as_written(const Output& output, const Unit& unit, const Dataset& data,
                        const WrittenUnit& written) {
  const fs::path place = output.place_of(unit);
  const std::uint64_t found =
      output.packed() ? checksum_of_file(place) : checksum_of_folder(data, *output.form, place);
  if (found == written.checksum) return;
  throw InputError(
      fmt::format("{}: was changed since an earlier run wrote it: its checksum was {}, now it is "
                  "{}; the same command writes it again if it is removed",
                  printable(place.native()), hex(written.checksum), hex(found)));
}

std::string manifest_text(const std::vector<WrittenUnit>& units) {
  std::string text = "unit,recordings,events,xxh3\n";
  for (const WrittenUnit& unit : units) {
    text += fmt::format("{},{},{},{}\n", csv_cell(unit.unit), unit.recordings, unit.events,
                        hex(unit.checksum));
  }
  return text;
}

}  // namespace ebsnn::corrupting
