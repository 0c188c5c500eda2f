#include "core/checksum.hpp"
#include "core/error.hpp"
#include "events/nmnist.hpp"
#include "storage/atomic_file.hpp"
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

/// Bytes that are stored on disk until their number is known: a contiguous dataset needs it from
/// the start. The file has no name, so that nothing is left of it in any case.
class Spool {
 public:
  explicit Spool(const std::filesystem::path& path)
      : path_(path.string()), file_(std::fopen(path_.c_str(), "w+bxe")) {
    if (!file_) fail("make");
    std::error_code failed;
    if (!std::filesystem::remove(path, failed)) fail("remove");
  }

  void append(std::span<const std::byte> bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) fail("write");
    size_ += bytes.size();
  }
  void rewind() {
    if (std::fseek(file_.get(), 0, SEEK_SET) != 0) fail("write");
  }
  void read(std::span<std::uint8_t> bytes) {
    if (std::fread(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) fail("read");
  }
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

/// Packs one split.
class SplitWriter {
 public:
  SplitWriter(h5::File& file, std::string group)
      : file_(file), group_(std::move(group)), spool_(file.path().string() + ".events") {}

  void add(const Recording& recording, const std::string& name) {
    spool_.append(encode_nmnist(recording.events, name));
    offsets_.push_back(spool_.size() / kNmnistEventBytes);
    labels_.push_back(recording.label);
    checksums_.push_back(checksum_of_recording(recording));
  }

  void finish() {
    write_events();
    file_.write(group_ + "/offsets", offsets_, {offsets_.size()});
    file_.write(group_ + "/label", labels_, {labels_.size()});
    file_.write(group_ + "/checksum", checksums_, {checksums_.size()});
  }

  [[nodiscard]] std::span<const std::uint64_t> checksums() const { return checksums_; }

 private:
  void write_events() {
    constexpr std::uint64_t kBlockRows = 1U << 18U;
    const std::uint64_t rows = spool_.size() / kNmnistEventBytes;
    const std::string dataset = group_ + "/events";
    file_.reserve<std::uint8_t>(dataset, {rows, kNmnistEventBytes});
    spool_.rewind();
    std::vector<std::uint8_t> block;
    for (std::uint64_t first = 0; first < rows; first += kBlockRows) {
      block.resize(std::min(kBlockRows, rows - first) * kNmnistEventBytes);
      spool_.read(block);
      file_.write_rows_at<std::uint8_t>(dataset, first, block);
    }
  }

  h5::File& file_;
  std::string group_;
  Spool spool_;
  std::vector<std::uint64_t> offsets_{0};
  std::vector<std::uint8_t> labels_;
  std::vector<std::uint64_t> checksums_;
};

void note(PackSummary& summary, const Recording& recording, const std::string& name) {
  ++summary.recordings;
  summary.events += recording.events.size();
  if (recording.events.empty() && summary.empty++ == 0) summary.first_empty = name;
  if (time_goes_back(recording.events) && summary.time_back++ == 0) summary.first_time_back = name;
}

}  // namespace

PackSummary write_packed(const DataSource& source, const std::filesystem::path& path,
                         Provenance provenance, const std::function<void(std::size_t)>& progress) {
  PackSummary summary;
  const auto fill = [&](h5::File& file) {
    file.write_text("/", "format", kPackedFormat);
    file.write_count("/", "format_version", kPackedVersion);
    Checksum all;
    const auto pack = [&](const Dataset* dataset, const char* group) {
      if (dataset == nullptr) return;
      SplitWriter writer(file, group);
      for (std::size_t i = 0; i < dataset->size(); ++i) {
        const Recording recording = dataset->read(i);
        const std::string name = dataset->name(i);
        writer.add(recording, name);
        note(summary, recording, name);
        progress(summary.recordings);
      }
      writer.finish();
      all.add(writer.checksums());
    };
    pack(source.train.get(), "/train");
    pack(source.test.get(), "/test");
    provenance.data_checksum = hex(all.value());
    write_provenance(file, provenance);
  };
  write_h5_atomically(path, fill, [&summary](const std::filesystem::path& written) {
    summary.bytes = std::filesystem::file_size(written);
  });
  return summary;
}

}  // namespace ebsnn
