#include "core/error.hpp"
#include "events/nmnist.hpp"
#include "storage/file_content.hpp"
#include "storage/h5_byte_rows.hpp"
#include "storage/packed_recordings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace ebsnn {
namespace {

/// One split of a packed file. Both splits share the open file.
class PackedDataset final : public Dataset {
 public:
  PackedDataset(std::shared_ptr<const h5::File> file, Split split)
      : file_(std::move(file)),
        group_(split == Split::train ? "/train" : "/test"),
        events_(*file_, group_ + "/events") {
    check_shapes();
    offsets_ = file_->read<std::uint64_t>(group_ + "/offsets");
    labels_ = file_->read<std::uint8_t>(group_ + "/label");
    checksums_ = file_->read<std::uint64_t>(group_ + "/checksum");
    check_offsets();
    check_labels();
  }

  [[nodiscard]] std::size_t size() const override { return labels_.size(); }
  [[nodiscard]] std::uint8_t label(std::size_t index) const override { return labels_.at(index); }
  [[nodiscard]] std::string name(std::size_t index) const override {
    return fmt::format("{}:{} recording {}", printable(file_->path().native()), group_, index);
  }
  [[nodiscard]] std::uint64_t checksum(std::size_t index) const override {
    return checksums_.at(index);
  }
  [[nodiscard]] Recording read(std::size_t index) const override {
    const std::string where = name(index);
    const std::uint64_t first = offsets_.at(index);
    const std::vector<std::uint8_t> bytes = events_.read(first, offsets_.at(index + 1) - first);
    Recording recording{decode_nmnist(std::as_bytes(std::span(bytes)), where), label(index)};
    if (checksum_of_recording(recording) != checksum(index)) {
      throw InputError(
          fmt::format("{}: damaged: label and events do not match their checksum", where));
    }
    return recording;
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw InputError(
        fmt::format("{}: damaged: {}{}", printable(file_->path().native()), group_, what));
  }

  void check_shapes() const {
    const auto shape = [this](const char* dataset) { return file_->shape(group_ + dataset); };
    const h5::Shape label = shape("/label");
    if (label.size() != 1 || label[0] == 0) refuse("/label is not a list of labels");
    if (shape("/checksum") != label) refuse("/checksum has another length than label");
    if (shape("/offsets") != h5::Shape{label[0] + 1}) {
      refuse(fmt::format("/offsets does not hold {} values, one more than label", label[0] + 1));
    }
    if (events_.shape().size() != 2 || events_.shape()[1] != kNmnistEventBytes) {
      refuse(fmt::format("/events has no rows of {} bytes", kNmnistEventBytes));
    }
  }

  void check_offsets() const {
    constexpr std::uint64_t kMaxRows = kMaxRecordingBytes / kNmnistEventBytes;
    const std::size_t rows = events_.shape()[0];
    if (offsets_.front() != 0 || offsets_.back() != rows) {
      refuse(fmt::format("/offsets go from {} to {}, not from 0 to the {} rows of events",
                         offsets_.front(), offsets_.back(), rows));
    }
    for (std::size_t i = 0; i + 1 < offsets_.size(); ++i) {
      // Becomes huge if the offsets decrease.
      const std::uint64_t count = offsets_[i + 1] - offsets_[i];
      if (count > kMaxRows) {
        refuse(fmt::format("/offsets: recording {} from row {} to row {} (at most {} rows)", i,
                           offsets_[i], offsets_[i + 1], kMaxRows));
      }
    }
  }

  void check_labels() const {
    const auto bad =
        std::find_if(labels_.begin(), labels_.end(), [](auto digit) { return digit > 9; });
    if (bad != labels_.end()) {
      refuse(fmt::format("/label: {} of recording {} is not a digit 0..9", *bad,
                         bad - labels_.begin()));
    }
  }

  std::shared_ptr<const h5::File> file_;
  std::string group_;
  h5::ByteRows events_;
  std::vector<std::uint64_t> offsets_;
  std::vector<std::uint8_t> labels_;
  std::vector<std::uint64_t> checksums_;
};

void check_format(const h5::File& file) {
  const std::string path = printable(file.path().native());
  if (!file.has_attribute("/", "format") || !file.has_attribute("/", "format_version") ||
      file.read_text("/", "format") != kPackedFormat) {
    throw InputError(
        fmt::format("{}: holds no packed recordings; expected a file made by ebsnn_pack or "
                    "ebsnn_synth; it holds {}",
                    path, content_of(file)));
  }
  const std::uint64_t version = file.read_count("/", "format_version");
  if (version != kPackedVersion) {
    throw InputError(
        fmt::format("{}: packed recordings of version {}; this program reads version {}", path,
                    version, kPackedVersion));
  }
}

}  // namespace

DataSource open_packed(const std::filesystem::path& path) {
  const auto file = std::make_shared<const h5::File>(h5::File::open(path));
  check_format(*file);
  DataSource source;
  source.description = "packed file " + printable(path.native());
  if (file->contains("/train")) source.train = std::make_unique<PackedDataset>(file, Split::train);
  if (file->contains("/test")) source.test = std::make_unique<PackedDataset>(file, Split::test);
  if (!source.train && !source.test) {
    throw InputError(fmt::format("{}: holds neither /train nor /test", printable(path.native())));
  }
  return source;
}

}  // namespace ebsnn
