#include "core/error.hpp"
#include "events/nmnist.hpp"
#include "storage/file_content.hpp"
#include "storage/format.hpp"
#include "storage/packed_events.hpp"
#include "storage/packed_recordings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace ebsnn {
namespace {

/// An open file with what it says about itself. Both splits share it.
struct PackedFile {
  h5::File file;
  std::uint64_t version = kPackedFormat.version;
  DataDescription description;
};

/// One split of a packed file.
class PackedDataset final : public Dataset {
 public:
  PackedDataset(std::shared_ptr<const PackedFile> packed, Split split)
      : packed_(std::move(packed)), group_(split == Split::train ? "/train" : "/test") {
    check_shapes();
    const h5::File& file = packed_->file;
    events_ = has_columns() ? open_column_events(file, group_, description().sensor)
                            : open_byte_events(file, group_);
    offsets_ = file.read<std::uint64_t>(group_ + "/offsets");
    labels_ = file.read<Label>(group_ + "/label");
    checksums_ = file.read<std::uint64_t>(group_ + "/checksum");
    if (has_columns()) sources_ = file.read_strings(group_ + "/source");
    check_offsets();
    check_labels();
  }

  [[nodiscard]] std::size_t size() const override { return labels_.size(); }
  [[nodiscard]] const DataDescription& description() const override { return packed_->description; }
  [[nodiscard]] Label label(std::size_t index) const override { return labels_.at(index); }
  [[nodiscard]] std::string name(std::size_t index) const override {
    return fmt::format("{}:{} recording {}", printable(packed_->file.path().native()), group_,
                       index);
  }
  [[nodiscard]] std::string source(std::size_t index) const override {
    return has_columns() ? sources_.at(index)
                         : fmt::format("{} recording {}", group_.substr(1), index);
  }
  [[nodiscard]] std::uint64_t checksum(std::size_t index) const override {
    return checksums_.at(index);
  }
  [[nodiscard]] Recording read(std::size_t index) const override {
    const std::string where = name(index);
    const std::uint64_t first = offsets_.at(index);
    Recording recording{events_->read(first, offsets_.at(index + 1) - first, where), label(index)};
    if (checksum_of_recording(recording) != checksum(index)) {
      throw InputError(
          fmt::format("{}: damaged: label and events do not match their checksum", where));
    }
    return recording;
  }

 private:
  [[nodiscard]] bool has_columns() const { return packed_->version >= 2; }
  [[noreturn]] void refuse_group(const std::string& what) const {
    refuse_packed(packed_->file, group_ + what);
  }

  void check_shapes() const {
    const auto shape = [this](const char* dataset) {
      return packed_->file.shape(group_ + dataset);
    };
    const h5::Shape label = shape("/label");
    if (label.size() != 1 || label[0] == 0) refuse_group("/label is not a list of labels");
    if (shape("/checksum") != label) refuse_group("/checksum has another length than label");
    if (has_columns() && shape("/source") != label) {
      refuse_group("/source has another length than label");
    }
    if (shape("/offsets") != h5::Shape{label[0] + 1}) {
      refuse_group(
          fmt::format("/offsets does not hold {} values, one more than label", label[0] + 1));
    }
  }

  void check_offsets() const {
    constexpr std::uint64_t kMaxRows = kMaxRecordingBytes / kNmnistEventBytes;
    const std::uint64_t rows = events_->rows();
    if (offsets_.front() != 0 || offsets_.back() != rows) {
      refuse_group(fmt::format("/offsets go from {} to {}, not from 0 to the {} rows of events",
                               offsets_.front(), offsets_.back(), rows));
    }
    for (std::size_t i = 0; i + 1 < offsets_.size(); ++i) {
      // Becomes huge if the offsets decrease.
      const std::uint64_t count = offsets_[i + 1] - offsets_[i];
      if (count > kMaxRows) {
        refuse_group(fmt::format("/offsets: recording {} from row {} to row {} (at most {} rows)",
                                 i, offsets_[i], offsets_[i + 1], kMaxRows));
      }
    }
  }

  void check_labels() const {
    const std::size_t classes = description().classes.size();
    const auto bad =
        std::find_if(labels_.begin(), labels_.end(), [&](Label l) { return l >= classes; });
    if (bad != labels_.end()) {
      refuse_group(fmt::format("/label: {} of recording {} is not a class 0..{}", *bad,
                               bad - labels_.begin(), classes - 1));
    }
  }

  std::shared_ptr<const PackedFile> packed_;
  std::string group_;
  std::unique_ptr<PackedEvents> events_;
  std::vector<std::uint64_t> offsets_;
  std::vector<Label> labels_;
  std::vector<std::uint64_t> checksums_;
  std::vector<std::string> sources_;
};

/// Throws InputError unless this is a packed file of a known version, which is returned.
std::uint64_t version_of(const h5::File& file) {
  const std::string path = printable(file.path().native());
  if (!file.has_attribute("/", "format") || !file.has_attribute("/", "format_version") ||
      file.read_text("/", "format") != kPackedFormat.name) {
    throw InputError(
        fmt::format("{}: holds no packed recordings; expected a file made by ebsnn_pack or "
                    "ebsnn_synth; it holds {}",
                    path, content_of(file)));
  }
  const std::uint64_t version = file.read_count("/", "format_version");
  if (version < 1 || version > kPackedFormat.version) {
    throw OtherFormatVersion(
        fmt::format("{}: packed recordings of version {}; this program reads versions 1 to {}",
                    path, version, kPackedFormat.version));
  }
  return version;
}

/// A count that describes the data, at the root of the file.
std::uint64_t described(const h5::File& file, const char* name, std::uint64_t most) {
  const std::uint64_t value = file.read_count("/", name);
  if (value > most)
    refuse_packed(file, fmt::format("attribute {} is {}, at most {}", name, value, most));
  return value;
}

DataDescription description_in(const h5::File& file) {
  DataDescription data;
  data.sensor = {static_cast<int>(described(file, "sensor_width", kMaxSensorSide)),
                 static_cast<int>(described(file, "sensor_height", kMaxSensorSide))};
  if (data.sensor.pixels() == 0) refuse_packed(file, "its sensor has no pixels");
  data.classes = file.read_strings("/class_name");
  if (data.classes.empty() || data.classes.size() > kMaxClasses) {
    refuse_packed(file, fmt::format("/class_name holds {} names, expected 1 .. {}",
                                    data.classes.size(), kMaxClasses));
  }
  data.last_event_us = static_cast<std::uint32_t>(
      described(file, "last_event_us", std::numeric_limits<std::uint32_t>::max()));
  return data;
}

}  // namespace

DataSource open_packed(const std::filesystem::path& path) {
  const auto packed = std::make_shared<PackedFile>(PackedFile{h5::File::open(path), 0, {}});
  const h5::File& file = packed->file;
  packed->version = version_of(file);
  packed->description = packed->version == 1 ? DataDescription{kNmnistSensor, digit_names(), {}}
                                             : description_in(file);
  DataSource source;
  source.place = "packed file " + printable(path.native());
  if (file.contains("/train")) source.train = std::make_unique<PackedDataset>(packed, Split::train);
  if (file.contains("/test")) source.test = std::make_unique<PackedDataset>(packed, Split::test);
  if (!source.train && !source.test) {
    throw InputError(fmt::format("{}: holds neither /train nor /test", printable(path.native())));
  }
  return source;
}

}  // namespace ebsnn
