#include "storage/activity_file.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "events/data_description.hpp"
#include "h5/file.hpp"
#include "storage/atomic_file.hpp"
#include "storage/format.hpp"
#include "storage/run_lock.hpp"

#include <fmt/format.h>

namespace ebsnn {
namespace {

constexpr const char* kActivityChecksum = "content_checksum";

/// Largest number of classes whose labels take one byte.
constexpr std::size_t kByteClasses = 256;

/// Labels of one byte.
std::vector<std::uint8_t> narrow(const std::vector<Label>& labels) {
  return {labels.begin(), labels.end()};
}

/// One checksum per recording, so that the checksum of the file does not depend on how rows are
/// divided among ranks.
std::vector<std::uint64_t> row_checksums(const Activity& rows) {
  const std::size_t width = rows.features();
  const std::vector<std::uint8_t> byte_labels = narrow(rows.label);
  std::vector<std::uint64_t> sums(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Checksum sum;
    sum.add(std::span<const std::uint16_t>(rows.counts).subspan(i * width, width));
    if (rows.classes.size() <= kByteClasses) {
      sum.add(std::span<const std::uint8_t>(byte_labels).subspan(i, 1));
    } else {
      sum.add(std::span<const Label>(rows.label).subspan(i, 1));
    }
    sum.add(std::span<const std::uint64_t>(rows.recording).subspan(i, 1));
    sum.add(std::span<const std::uint32_t>(rows.surviving_events).subspan(2 * i, 2));
    sums[i] = sum.value();
  }
  return sums;
}

std::uint64_t content_checksum(const Activity& all) {
  return checksum_of(std::span<const std::uint64_t>(row_checksums(all)));
}

/// Makes a file for `total` recordings that is complete except for their values.
void make_file(const std::filesystem::path& path, std::size_t total, const Activity& mine,
               std::uint64_t checksum, const std::vector<ColumnTotals>& columns,
               const Provenance& provenance) {
  h5::File file = h5::File::create(path);
  file.reserve<std::uint16_t>("/activity", {total, mine.windows, mine.neurons});
  if (mine.classes.size() <= kByteClasses) {
    file.reserve<std::uint8_t>("/label", {total});
  } else {
    file.reserve<Label>("/label", {total});
  }
  file.write("/window", mine.window_place, {mine.windows, 2});
  file.write_strings("/class_name", mine.classes);
  file.reserve<std::uint64_t>("/recording", {total});
  file.reserve<std::uint32_t>("/surviving_events", {total, 2});
  file.write_text("/activity", "axes", "recording, window, V1 neuron");
  file.write_text("/surviving_events", "axes", "recording, (whole sensor, all windows)");
  file.write_text("/window", "axes", "window, (first row, first column)");
  file.write_count("/", kActivityChecksum, checksum);
  write_format(file, kActivityFormat);
  describe(file, kActivityFormat);
  reserve_columns(file, mine.columns, columns);
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
  if (mine.classes.size() <= kByteClasses) {
    write("/label", narrow(mine.label));
  } else {
    write("/label", mine.label);
  }
  write("/recording", mine.recording);
  write("/surviving_events", mine.surviving_events);
  collective = write_columns(file, comm, mine.columns) && collective;
  file.close();
  if (!collective) {
    throw StorageError(
        fmt::format("{}: MPI-IO did not write collectively", printable(path.native())));
  }
}

/// First row and column of the windows of files that do not name them.
const std::vector<std::uint16_t> kPublishedWindows{5, 5, 5, 17, 17, 5, 17, 17};

void read_description(const h5::File& file, Activity& activity) {
  const bool described = file.contains("/window");
  activity.window_place = described ? file.read<std::uint16_t>("/window") : kPublishedWindows;
  activity.classes =
      file.contains("/class_name") ? file.read_strings("/class_name") : digit_names();
  if (activity.window_place.size() != 2 * activity.windows) {
    throw InputError(fmt::format(
        "{}: /activity holds {} windows, {} {}", printable(file.path().native()), activity.windows,
        described ? "/window" : "a file without /window holds", activity.window_place.size() / 2));
  }
}

/// Throws InputError unless every label has a class name.
void require_labels(const h5::File& file, const Activity& activity) {
  const std::size_t classes = activity.classes.size();
  for (std::size_t i = 0; i < activity.size(); ++i) {
    if (activity.label[i] >= classes) {
      throw InputError(fmt::format("{}: /label of row {} is {}, expected a class 0 .. {}",
                                   printable(file.path().native()), i, activity.label[i],
                                   classes - 1));
    }
  }
}

Activity read_rows(const h5::File& file) {
  const h5::Shape shape = file.shape("/activity");
  if (shape.size() != 3) {
    throw InputError(fmt::format("{}: /activity is not of the shape [recording, window, neuron]",
                                 printable(file.path().native())));
  }
  Activity activity;
  activity.windows = shape[1];
  activity.neurons = shape[2];
  read_description(file, activity);
  activity.counts = file.read<std::uint16_t>("/activity");
  activity.label = file.read<Label>("/label");
  activity.recording = file.read<std::uint64_t>("/recording");
  activity.surviving_events = file.read<std::uint32_t>("/surviving_events");
  const std::size_t n = shape[0];
  if (activity.label.size() != n || activity.recording.size() != n ||
      activity.surviving_events.size() != 2 * n) {
    throw InputError(
        fmt::format("{}: /label, /recording and /surviving_events do not fit {} recordings",
                    printable(file.path().native()), n));
  }
  require_labels(file, activity);
  return activity;
}

Activity read_checked(const h5::File& file) {
  Activity activity = read_rows(file);
  const std::uint64_t expected = file.read_count("/", kActivityChecksum);
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
    const h5::File file = h5::File::open(path);
    (void)read_checked(file);
    (void)intact_columns(file);
  } catch (const InputError& error) {
    require_locked_folder(final_path);  // or else this is the reason
    throw StorageError(fmt::format("{}: what was written cannot be read back (disk full?): {}",
                                   printable(final_path.native()), error.what()));
  }
}

}  // namespace

void write_activity(Communicator& comm, const std::filesystem::path& path, const Activity& mine,
                    const Provenance& provenance) {
  const std::uint64_t checksum = checksum_of_all_rows(comm, row_checksums(mine));
  const std::size_t total = comm.sum(mine.size());
  const std::vector<ColumnTotals> columns = totals_of(comm, mine.columns);
  AtomicFile atomic(comm, path);
  agree(comm, [&] {
    if (comm.is_root()) {
      make_file(atomic.temporary(), total, mine, checksum, columns, provenance);
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
  const h5::File file = open_file(path, kActivityFormat);
  return {read_checked(file), read_provenance(file)};
}

}  // namespace ebsnn
