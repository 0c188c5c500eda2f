#include "core/checksum.hpp"
#include "core/error.hpp"
#include "core/partition.hpp"
#include "core/printable.hpp"
#include "storage/atomic_file.hpp"
#include "storage/format.hpp"
#include "storage/packed_recordings.hpp"
#include "storage/packed_share.hpp"
#include "storage/run_lock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>

namespace ebsnn {
namespace {

/// How many events are written in one step. Ranks wait for each other in each step, so several take
/// larger ones.
constexpr std::uint64_t kEventsAtOnce = std::uint64_t{1} << 18U;
constexpr std::uint64_t kEventsTogether = std::uint64_t{1} << 20U;

/// A split of the source, and where it goes.
struct PackedSplit {
  const Dataset* data;
  std::string group;
};

std::vector<PackedSplit> splits_of(const DataSource& source) {
  std::vector<PackedSplit> splits;
  if (source.train) splits.push_back({source.train.get(), "/train"});
  if (source.test) splits.push_back({source.test.get(), "/test"});
  return splits;
}

Block own_block(const Communicator& comm, const Dataset& data) {
  return block_of(data.size(), static_cast<std::size_t>(comm.rank()),
                  static_cast<std::size_t>(comm.size()));
}

/// Collective. Throws InputError unless all ranks list the same recordings: each machine may have
/// data of its own.
void require_same_recordings(const Communicator& comm, const std::vector<PackedSplit>& splits) {
  if (comm.size() == 1) return;
  Checksum sum;
  for (const auto& [data, group] : splits) {
    sum.add(fmt::format("{} {} {}\n", group, data->size(), text_of(data->description().sensor)));
    for (const std::string& name : data->description().classes) sum.add(name + "\n");
    for (std::size_t i = 0; i < data->size(); ++i) {
      sum.add(fmt::format("{} {}\n", data->label(i), data->source(i)));
    }
  }
  require_same(comm, "list of recordings (checksum)", hex(sum.value()));
}

void reserve_event_columns(h5::File& file, const std::string& group, std::uint64_t events) {
  const h5::Shape shape{events};
  file.reserve<std::uint16_t>(group + "/x", shape);
  file.reserve<std::uint16_t>(group + "/y", shape);
  file.reserve<std::uint32_t>(group + "/t", shape);
  file.reserve<std::uint8_t>(group + "/p", shape);
}

void make_split(h5::File& file, const std::string& group, const PackedShare& all) {
  reserve_event_columns(file, group, all.summary.events);
  std::vector<std::uint64_t> offsets(all.events.size() + 1);
  std::partial_sum(all.events.begin(), all.events.end(), offsets.begin() + 1);
  file.write(group + "/offsets", offsets, {offsets.size()});
  file.write(group + "/label", all.labels, {all.labels.size()});
  file.write(group + "/checksum", all.checksums, {all.checksums.size()});
  file.write_strings(group + "/source", all.sources);
  describe(file, kPackedFormat, "/<split>", group);
}

/// Makes a file that is complete except for the events.
PackSummary make_packed_file(const std::filesystem::path& path,
                             const std::vector<PackedSplit>& splits,
                             const std::vector<PackedShare>& shares, Provenance provenance) {
  h5::File file = h5::File::create(path);
  write_format(file, kPackedFormat);
  const DataDescription& data = splits.front().data->description();
  file.write_count("/", "sensor_width", static_cast<std::uint64_t>(data.sensor.width));
  file.write_count("/", "sensor_height", static_cast<std::uint64_t>(data.sensor.height));
  file.write_strings("/class_name", data.classes);
  describe(file, kPackedFormat);
  PackSummary summary;
  Checksum sum;
  for (std::size_t i = 0; i < splits.size(); ++i) {
    make_split(file, splits[i].group, shares[i]);
    sum.add(std::span<const std::uint64_t>(shares[i].checksums));
    summary.append(shares[i].summary);
  }
  file.write_count("/", "last_event_us", summary.last_event_us);
  provenance.data_checksum = hex(sum.value());
  write_provenance(file, provenance);
  file.close();
  return summary;
}

/// Writes the events of a split, which all ranks do together.
class EventsWriter {
 public:
  EventsWriter(Communicator& comm, h5::File& file, const std::string& group, EventSpool& spool)
      : comm_(comm), file_(file), group_(group), spool_(spool) {}

  /// Collective. `count`: number of events of this rank, the next in its spool. Returns whether
  /// MPI-IO wrote collectively.
  bool write(std::uint64_t count) {
    const std::uint64_t total = comm_.sum(count);
    const std::uint64_t mine = comm_.sum_below(count);
    const std::uint64_t step = comm_.size() == 1 ? kEventsAtOnce : kEventsTogether;
    for (std::uint64_t begin = 0; begin < total; begin += step) {
      const std::uint64_t first = std::clamp(begin, mine, mine + count);
      const std::uint64_t end = std::clamp(begin + step, mine, mine + count);
      agree(comm_, [&] {
        block_.resize(end - first);
        spool_.read(block_);
      });
      write_block(first);
    }
    return collective_;
  }

 private:
  void write_block(std::uint64_t first) {
    write_column<std::uint16_t>("/x", first, [](const Event& e) { return e.x; });
    write_column<std::uint16_t>("/y", first, [](const Event& e) { return e.y; });
    write_column<std::uint32_t>("/t", first, [](const Event& e) { return e.t_us; });
    write_column<std::uint8_t>("/p", first, [](const Event& e) { return std::uint8_t{e.on}; });
  }

  template <class T, class Of>
  void write_column(const char* column, std::uint64_t first, Of of) {
    std::vector<T> values(block_.size());
    std::transform(block_.begin(), block_.end(), values.begin(), of);
    const bool transfer = file_.write_rows_at<T>(group_ + column, first, values);
    collective_ = collective_ && transfer;
  }

  Communicator& comm_;
  h5::File& file_;
  const std::string& group_;
  EventSpool& spool_;
  std::vector<Event> block_;
  bool collective_ = true;
};

/// Collective.
void write_all_events(Communicator& comm, const std::filesystem::path& path,
                      const std::vector<PackedSplit>& splits, const std::vector<PackedShare>& mine,
                      EventSpool& spool) {
  h5::File file = h5::File::share(path, comm);
  agree(comm, [&] { spool.rewind(); });
  bool collective = true;
  for (std::size_t i = 0; i < splits.size(); ++i) {
    EventsWriter writer(comm, file, splits[i].group, spool);
    collective = writer.write(mine[i].summary.events) && collective;
  }
  file.close();
  if (!collective) {
    throw StorageError(
        fmt::format("{}: MPI-IO did not write collectively", printable(path.native())));
  }
}

/// Throws StorageError unless the file can be opened and, where several ranks wrote it, the
/// recordings of this rank are what was read: on a full disk, MPI-IO has been seen to lose rows
/// without an error.
void verify_packed(const Communicator& comm, const std::filesystem::path& written,
                   const std::filesystem::path& path) {
  try {
    const DataSource packed = open_packed(written);
    if (comm.size() == 1) return;
    for (const auto& [data, group] : splits_of(packed)) {
      const Block block = own_block(comm, *data);
      for (std::size_t i = block.first; i < block.end(); ++i) (void)data->read(i);
    }
  } catch (const InputError& error) {
    throw StorageError(fmt::format("{}: what was written cannot be read back (disk full?): {}",
                                   printable(path.native()), error.what()));
  }
}

/// Collective. Everything but the final name; returns what the root knows of it.
PackSummary write_under(AtomicFile& atomic, Communicator& comm, const DataSource& source,
                        const std::filesystem::path& path, const Provenance& provenance,
                        const std::function<void(std::size_t)>& progress) {
  const std::vector<PackedSplit> splits = splits_of(source);
  require_same_recordings(comm, splits);
  std::optional<EventSpool> spool;
  std::vector<PackedShare> mine(splits.size());
  agree(comm, [&] {
    spool.emplace(fmt::format("{}.events-{}", atomic.temporary().string(), comm.rank()));
    std::size_t done = 0;
    for (std::size_t i = 0; i < splits.size() && !comm.stop_raised(); ++i) {
      const Dataset& data = *splits[i].data;
      mine[i] = read_share(data, own_block(comm, data), *spool, [&] {
        progress(++done);
        return !comm.stop_raised();
      });
    }
  });
  std::vector<PackedShare> all;
  all.reserve(mine.size());
  for (const PackedShare& share : mine) all.push_back(gathered(comm, share));
  PackSummary summary;
  agree(comm, [&] {
    if (comm.is_root()) summary = make_packed_file(atomic.temporary(), splits, all, provenance);
  });
  write_all_events(comm, atomic.temporary(), splits, mine, *spool);
  atomic.sync();
  agree(comm, [&] { verify_packed(comm, atomic.temporary(), path); });
  return summary;
}

}  // namespace

PackSummary write_packed(Communicator& comm, const DataSource& source,
                         const std::filesystem::path& path, const Provenance& provenance,
                         const std::function<void(std::size_t)>& progress) {
  AtomicFile atomic(comm, path);
  PackSummary summary;
  try {
    summary = write_under(atomic, comm, source, path, provenance, progress);
  } catch (const StorageError&) {
    agree(comm, [&] { require_locked_folder(path); });  // or else this is the reason
    throw;
  }
  agree(comm, [&] {
    if (!comm.is_root()) return;
    summary.bytes = std::filesystem::file_size(atomic.temporary());
    atomic.commit();
  });
  return summary;
}

PackSummary write_packed(const DataSource& source, const std::filesystem::path& path,
                         const Provenance& provenance,
                         const std::function<void(std::size_t)>& progress) {
  return write_packed(*make_local_communicator(), source, path, provenance, progress);
}

}  // namespace ebsnn
