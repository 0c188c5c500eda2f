#include "core/checksum.hpp"
#include "core/error.hpp"
#include "storage/atomic_file.hpp"
#include "storage/format.hpp"
#include "storage/packed_recordings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <span>
#include <system_error>

namespace ebsnn {
namespace {

/// Events that are stored on disk until their number is known: a contiguous dataset needs it from
/// the start. The file has no name, so that nothing is left of it in any case.
class Spool {
 public:
  explicit Spool(const std::filesystem::path& path)
      : path_(path.string()), file_(std::fopen(path_.c_str(), "w+bxe")) {
    if (!file_) fail("make");
    std::error_code failed;
    if (!std::filesystem::remove(path, failed)) fail("remove");
  }

  void append(std::span<const Event> events) {
    if (std::fwrite(events.data(), sizeof(Event), events.size(), file_.get()) != events.size()) {
      fail("write");
    }
    size_ += events.size();
  }
  void rewind() {
    if (std::fseek(file_.get(), 0, SEEK_SET) != 0) fail("write");
  }
  void read(std::span<Event> events) {
    if (std::fread(events.data(), sizeof(Event), events.size(), file_.get()) != events.size()) {
      fail("read");
    }
  }
  /// Number of events.
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  [[noreturn]] void fail(const char* what) const {
    throw StorageError(fmt::format("{}: cannot {} this temporary file: {}", printable(path_), what,
                                   std::generic_category().message(errno)));
  }

  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string path_;
  std::unique_ptr<std::FILE, Closer> file_;
  std::uint64_t size_ = 0;
};

/// Throws InputError naming `name` and the event if it lies outside the sensor.
void require_on_sensor(const Recording& recording, const SensorGeometry& sensor,
                       const std::string& name) {
  for (std::size_t i = 0; i < recording.events.size(); ++i) {
    const Event& event = recording.events[i];
    if (!sensor.contains(event.x, event.y)) {
      throw InputError(fmt::format("{}: event {} at x = {}, y = {} is outside the sensor of {} px",
                                   name, i, event.x, event.y, text_of(sensor)));
    }
  }
}

/// Packs one split.
class SplitWriter {
 public:
  SplitWriter(h5::File& file, std::string group)
      : file_(file), group_(std::move(group)), spool_(file.path().string() + ".events") {}

  void add(const Recording& recording, const std::string& source) {
    spool_.append(recording.events);
    offsets_.push_back(spool_.size());
    labels_.push_back(recording.label);
    checksums_.push_back(checksum_of_recording(recording));
    sources_.push_back(source);
  }

  void finish() {
    write_events();
    file_.write(group_ + "/offsets", offsets_, {offsets_.size()});
    file_.write(group_ + "/label", labels_, {labels_.size()});
    file_.write(group_ + "/checksum", checksums_, {checksums_.size()});
    file_.write_strings(group_ + "/source", sources_);
    describe(file_, kPackedFormat, "/<split>", group_);
  }

  [[nodiscard]] std::span<const std::uint64_t> checksums() const { return checksums_; }

 private:
  void reserve_columns() {
    const h5::Shape shape{spool_.size()};
    file_.reserve<std::uint16_t>(group_ + "/x", shape);
    file_.reserve<std::uint16_t>(group_ + "/y", shape);
    file_.reserve<std::uint32_t>(group_ + "/t", shape);
    file_.reserve<std::uint8_t>(group_ + "/p", shape);
  }

  template <class T, class Of>
  void write_column(const char* column, std::uint64_t first, std::span<const Event> events, Of of) {
    std::vector<T> values(events.size());
    std::transform(events.begin(), events.end(), values.begin(), of);
    file_.write_rows_at<T>(group_ + column, first, values);
  }

  void write_events() {
    constexpr std::uint64_t kBlock = 1U << 18U;
    reserve_columns();
    spool_.rewind();
    std::vector<Event> block;
    for (std::uint64_t first = 0; first < spool_.size(); first += kBlock) {
      block.resize(std::min(kBlock, spool_.size() - first));
      spool_.read(block);
      write_column<std::uint16_t>("/x", first, block, [](const Event& e) { return e.x; });
      write_column<std::uint16_t>("/y", first, block, [](const Event& e) { return e.y; });
      write_column<std::uint32_t>("/t", first, block, [](const Event& e) { return e.t_us; });
      write_column<std::uint8_t>("/p", first, block,
                                 [](const Event& e) { return std::uint8_t{e.on}; });
    }
  }

  h5::File& file_;
  std::string group_;
  Spool spool_;
  std::vector<std::uint64_t> offsets_{0};
  std::vector<Label> labels_;
  std::vector<std::uint64_t> checksums_;
  std::vector<std::string> sources_;
};

void note(PackSummary& summary, const Recording& recording, const std::string& name) {
  ++summary.recordings;
  summary.events += recording.events.size();
  if (recording.events.empty() && summary.empty++ == 0) summary.first_empty = name;
  if (time_goes_back(recording.events) && summary.time_back++ == 0) summary.first_time_back = name;
  for (const Event& event : recording.events) {
    summary.last_event_us = std::max(summary.last_event_us, event.t_us);
  }
}

void write_description(h5::File& file, const DataDescription& data) {
  file.write_count("/", "sensor_width", static_cast<std::uint64_t>(data.sensor.width));
  file.write_count("/", "sensor_height", static_cast<std::uint64_t>(data.sensor.height));
  file.write_strings("/class_name", data.classes);
  describe(file, kPackedFormat);
}

}  // namespace

PackSummary write_packed(const DataSource& source, const std::filesystem::path& path,
                         Provenance provenance, const std::function<void(std::size_t)>& progress) {
  PackSummary summary;
  const auto fill = [&](h5::File& file) {
    write_format(file, kPackedFormat);
    const DataDescription& data =
        source.train ? source.train->description() : source.test->description();
    write_description(file, data);
    Checksum all;
    const auto pack = [&](const Dataset* dataset, const char* group) {
      if (dataset == nullptr) return;
      SplitWriter writer(file, group);
      for (std::size_t i = 0; i < dataset->size(); ++i) {
        const Recording recording = dataset->read(i);
        const std::string name = dataset->name(i);
        require_on_sensor(recording, data.sensor, name);
        writer.add(recording, dataset->source(i));
        note(summary, recording, name);
        progress(summary.recordings);
      }
      writer.finish();
      all.add(writer.checksums());
    };
    pack(source.train.get(), "/train");
    pack(source.test.get(), "/test");
    file.write_count("/", "last_event_us", summary.last_event_us);
    provenance.data_checksum = hex(all.value());
    write_provenance(file, provenance);
  };
  write_h5_atomically(path, fill, [&summary](const std::filesystem::path& written) {
    summary.bytes = std::filesystem::file_size(written);
  });
  return summary;
}

}  // namespace ebsnn
