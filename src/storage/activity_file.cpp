#include "storage/activity_file.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "storage/atomic_file.hpp"
#include "storage/h5.hpp"
#include "storage/run_lock.hpp"

#include <fmt/format.h>

namespace ebsnn {
namespace {

constexpr const char* kContentChecksum = "content_checksum";

/// One checksum per recording, so that the checksum of the file does not depend on how rows are
/// divided among ranks.
std::vector<std::uint64_t> row_checksums(const Activity& rows) {
  const std::size_t width = kQuadrants * rows.neurons;
  std::vector<std::uint64_t> sums(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Checksum sum;
    sum.add(std::span<const std::uint16_t>(rows.counts).subspan(i * width, width));
    sum.add(std::span<const std::uint8_t>(rows.label).subspan(i, 1));
    sum.add(std::span<const std::uint64_t>(rows.recording).subspan(i, 1));
    sum.add(std::span<const std::uint32_t>(rows.surviving_events).subspan(2 * i, 2));
    sums[i] = sum.value();
  }
  return sums;
}

std::uint64_t content_checksum(const Activity& all) {
  return checksum_of(std::span<const std::uint64_t>(row_checksums(all)));
}

/// Collective: the checksum of the rows of all ranks, on the root.
std::uint64_t content_checksum(const Communicator& comm, const Activity& mine) {
  const std::vector<std::uint64_t> sums = row_checksums(mine);
  const auto* bytes = reinterpret_cast<const char*>(sums.data());
  const std::vector<Bytes> gathered =
      comm.gather(Bytes(bytes, bytes + sums.size() * sizeof(std::uint64_t)));
  Checksum all;
  for (const Bytes& part : gathered) {
    all.add_bytes(part.data(), part.size());
  }
  return all.value();
}

/// Makes a file for `total` recordings that is complete except for their values.
void make_file(const std::filesystem::path& path, std::size_t total, std::size_t neurons,
               std::uint64_t checksum, const Provenance& provenance) {
  h5::File file = h5::File::create(path);
  file.reserve<std::uint16_t>("/activity", {total, kQuadrants, neurons});
  file.reserve<std::uint8_t>("/label", {total});
  file.reserve<std::uint64_t>("/recording", {total});
  file.reserve<std::uint32_t>("/surviving_events", {total, 2});
  file.write_text("/activity", "axes", "recording, quadrant, V1 neuron");
  file.write_text("/activity", "unit", "spikes per presentation");
  file.write_text("/surviving_events", "axes", "recording, (whole sensor, central pixels)");
  file.write_text("/recording", "meaning", "index in the split of the data set");
  file.write_count("/", kContentChecksum, checksum);
  write_provenance(file, provenance);
  file.close();
}

void fill_together(const Communicator& comm, const std::filesystem::path& path,
                   const Activity& mine) {
  const std::size_t first = comm.sum_below(mine.size());
  h5::File file = h5::File::share(path, comm);
  bool collective = true;
  const auto write = [&]<class T>(const char* dataset, const std::vector<T>& rows) {
    const bool transfer = file.write_rows_at(dataset, first, std::span<const T>(rows));
    collective = collective && transfer;
  };
  write("/activity", mine.counts);
  write("/label", mine.label);
  write("/recording", mine.recording);
  write("/surviving_events", mine.surviving_events);
  file.close();
  if (!collective) {
    throw StorageError(
        fmt::format("{}: MPI-IO did not write collectively", printable(path.native())));
  }
}

Activity read_rows(const h5::File& file) {
  const h5::Shape shape = file.shape("/activity");
  if (shape.size() != 3 || shape[1] != kQuadrants) {
    throw InputError(fmt::format("{}: /activity is not of the shape [recording, {}, neuron]",
                                 printable(file.path().native()), kQuadrants));
  }
  Activity activity;
  activity.neurons = shape[2];
  activity.counts = file.read<std::uint16_t>("/activity");
  activity.label = file.read<std::uint8_t>("/label");
  activity.recording = file.read<std::uint64_t>("/recording");
  activity.surviving_events = file.read<std::uint32_t>("/surviving_events");
  const std::size_t n = shape[0];
  if (activity.label.size() != n || activity.recording.size() != n ||
      activity.surviving_events.size() != 2 * n) {
    throw InputError(
        fmt::format("{}: /label, /recording and /surviving_events do not fit {} recordings",
                    printable(file.path().native()), n));
  }
  return activity;
}

Activity read_checked(const h5::File& file) {
  Activity activity = read_rows(file);
  const std::uint64_t expected = file.read_count("/", kContentChecksum);
  const std::uint64_t found = content_checksum(activity);
  if (found != expected) {
    throw InputError(fmt::format("{}: damaged: its data have checksum {}, expected {}",
                                 printable(file.path().native()), hex(found), hex(expected)));
  }
  return activity;
}

/// Data that MPI-IO reports as written may be missing on the disk: a full disk has been seen to
/// lose rows without an error.
void verify_written(const std::filesystem::path& path, const std::filesystem::path& final_path) {
  try {
    (void)read_checked(h5::File::open(path));
  } catch (const InputError& error) {
    require_locked_folder(final_path);  // or else this is the reason
    throw StorageError(fmt::format("{}: what was written cannot be read back (disk full?): {}",
                                   printable(final_path.native()), error.what()));
  }
}

}  // namespace

void write_activity(Communicator& comm, const std::filesystem::path& path, const Activity& mine,
                    const Provenance& provenance) {
  const std::uint64_t checksum = content_checksum(comm, mine);
  const std::size_t total = comm.sum(mine.size());
  AtomicFile atomic(comm, path);
  agree(comm, [&] {
    if (comm.is_root()) {
      make_file(atomic.temporary(), total, mine.neurons, checksum, provenance);
    }
  });
  fill_together(comm, atomic.temporary(), mine);
  atomic.sync();
  agree(comm, [&] {
    if (comm.is_root()) {
      verify_written(atomic.temporary(), path);
      atomic.commit();
    }
  });
}

LoadedActivity read_activity(const std::filesystem::path& path) {
  const h5::File file = h5::File::open(path);
  return {read_checked(file), read_provenance(file)};
}

}  // namespace ebsnn
