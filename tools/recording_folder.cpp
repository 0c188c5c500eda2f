#include "recording_folder.hpp"

#include "configuration_text.hpp"
#include "core/checksum.hpp"
#include "core/descriptor.hpp"
#include "core/error.hpp"
#include "core/file_text.hpp"
#include "events/nmnist.hpp"
#include "events/npz_recording.hpp"
#include "storage/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cstddef>
#include <span>
#include <system_error>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

void write_new_file(const fs::path& path, std::span<const std::byte> bytes) {
  Descriptor(path, O_WRONLY | O_CREAT | O_EXCL).write(bytes);
}

void make_folder(const fs::path& path) {
  std::error_code failed;
  fs::create_directories(path, failed);
  if (failed) {
    throw StorageError(
        fmt::format("{}: cannot be made: {}", printable(path.native()), failed.message()));
  }
}

/// The last three parts of where a recording came from, Train/3/00042.bin, with another ending.
fs::path place_of(const fs::path& source, const RecordingForm& form) {
  const fs::path folder = source.parent_path();
  const fs::path name = fs::path(source.filename()).replace_extension(form.name);
  return folder.parent_path().filename() / folder.filename() / name;
}

std::vector<std::byte> npz_bytes(std::span<const Event> events, std::string_view recording,
                                 const SensorGeometry& /*sensor*/) {
  return encode_npz(events, recording);
}

constexpr RecordingForm kPublishedForm{"bin", encode_nmnist};
constexpr RecordingForm kNpzForm{"npz", npz_bytes};

}  // namespace

const RecordingForm& published_form() { return kPublishedForm; }
const RecordingForm& npz_form() { return kNpzForm; }

void require_new_or_empty(const fs::path& folder) {
  remove_leftovers(folder);
  // A folder "new/.." is the current one, although "new" does not exist yet.
  std::error_code unknown;
  const fs::path known = fs::weakly_canonical(folder, unknown);
  const OutputPlace place = output_place(unknown ? folder : known);
  const bool empty = place.kind == OutputPlace::Kind::folder && fs::is_empty(place.path);
  if (!empty && fs::exists(place.path)) {
    throw InputError(fmt::format(
        "--out {}: exists already; expected a new or an empty folder, or a packed file, F.h5",
        printable(folder.native())));
  }
}

std::string notes_of(const Provenance& provenance) {
  return fmt::format("# Made by {} {} (git revision {}), {}\n{}{}", provenance.program,
                     provenance.version, provenance.git_revision, provenance.start_time,
                     toml_comment(provenance.command_line), provenance.full_configuration);
}

FolderSummary write_recording_folder(const DataSource& source, const RecordingForm& form,
                                     const fs::path& folder, const std::string& notes_name,
                                     const std::string& notes,
                                     const std::function<void(std::uint64_t)>& progress) {
  require_new_or_empty(folder);
  AtomicFile atomic(folder, AtomicFile::Kind::folder);
  FolderSummary summary;
  Checksum checksum;
  const auto write_split = [&](const Dataset* dataset) {
    if (dataset == nullptr) return;
    for (std::size_t i = 0; i < dataset->size(); ++i) {
      const std::string name = dataset->name(i);
      const Recording recording = dataset->read(i);
      const auto bytes = form.encode(recording.events, name, dataset->description().sensor);
      const fs::path path = atomic.temporary() / place_of(dataset->source(i), form);
      make_folder(path.parent_path());
      write_new_file(path, bytes);
      summary.events += recording.events.size();
      summary.bytes += bytes.size();
      checksum.add_bytes(bytes.data(), bytes.size());
      progress(++summary.recordings);
    }
  };
  write_split(source.train.get());
  write_split(source.test.get());
  write_new_file(atomic.temporary() / notes_name, std::as_bytes(std::span(notes)));
  Descriptor(atomic.temporary(), O_RDONLY | O_DIRECTORY).sync_file_system();
  atomic.commit();
  summary.checksum = checksum.value();
  return summary;
}

std::uint64_t checksum_of_folder(const Dataset& data, const RecordingForm& form,
                                 const fs::path& folder) {
  Checksum checksum;
  for (std::size_t i = 0; i < data.size(); ++i) {
    checksum.add(file_text(folder / place_of(data.source(i), form)));
  }
  return checksum.value();
}

}  // namespace ebsnn
