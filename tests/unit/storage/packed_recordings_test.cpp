// Packed recordings: the same as in folders, and what is refused.

#include "storage/packed_recordings.hpp"

#include "core/checksum.hpp"
#include "events/folder_dataset.hpp"
#include "events/nmnist.hpp"
#include "support/digits_dataset.hpp"
#include "unit/events/made_up_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

DataSource open_folders(const fs::path& folder) {
  DataSource source;
  const ClassFolders digits({"0"});
  source.train = open_folder_dataset(folder / "Train", digits, kNmnistSensor, source.warnings);
  source.test = open_folder_dataset(folder / "Test", digits, kNmnistSensor, source.warnings);
  return source;
}

PackSummary pack(const DataSource& source, const fs::path& path) {
  return write_packed(source, path, Provenance{}, [](std::size_t) {});
}

/// The parts of a split in version 1, which tests change before they are written.
struct Parts {
  std::vector<std::uint8_t> events;
  h5::Shape events_shape;
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint8_t> label;
  std::vector<std::uint64_t> checksum;
  std::string format{kPackedFormat.name};
  std::uint64_t version = 1;
};

/// Three recordings of 2, 0 and 1 events.
Parts good_parts() {
  Parts parts;
  parts.offsets = {0, 2, 2, 3};
  parts.label = {0, 4, 9};
  for (std::size_t i = 0; i < 3; ++i) {
    const Recording recording{made_up_events(parts.offsets[i + 1] - parts.offsets[i], i),
                              parts.label[i]};
    for (const std::byte byte : encode_nmnist(recording.events, "r")) {
      parts.events.push_back(std::to_integer<std::uint8_t>(byte));
    }
    parts.checksum.push_back(checksum_of_recording(recording));
  }
  parts.events_shape = {3, 5};
  return parts;
}

void write_parts(const fs::path& path, const Parts& parts) {
  h5::File file = h5::File::create(path);
  file.write("/train/events", parts.events, parts.events_shape);
  file.write("/train/offsets", parts.offsets, {parts.offsets.size()});
  file.write("/train/label", parts.label, {parts.label.size()});
  file.write("/train/checksum", parts.checksum, {parts.checksum.size()});
  file.write_text("/", "format", parts.format);
  file.write_count("/", "format_version", parts.version);
  file.close();
}

class PackedRecordingsTest : public testing::Test {
 protected:
  std::string open_error() {
    return input_error_of([this] { (void)open_packed(packed_); });
  }
  std::string read_error(std::size_t index) {
    return input_error_of([&] { (void)open_packed(packed_).train->read(index); });
  }
  /// The error of a file whose parts were changed.
  template <class Change>
  std::string error_with(const Change& change) {
    Parts parts = good_parts();
    change(parts);
    write_parts(packed_, parts);
    return open_error();
  }

  TemporaryFolder folder_;
  fs::path packed_ = folder_ / "packed.h5";
};

TEST_F(PackedRecordingsTest, HoldTheSameAsTheFolder) {
  write_files(folder_.path(), made_up_files());
  const DataSource source = open_folders(folder_.path());
  pack(source, packed_);
  const DataSource packed = open_packed(packed_);
  EXPECT_EQ(difference_between(*source.train, *packed.train), "");
  EXPECT_EQ(difference_between(*source.test, *packed.test), "");
  EXPECT_EQ(packed.place, "packed file " + packed_.string());
  EXPECT_EQ(packed.train->name(3), packed_.string() + ":/train recording 3");
  for (std::size_t i = 0; i < packed.train->size(); ++i) {
    EXPECT_EQ(packed.train->checksum(i), checksum_of_recording(packed.train->read(i)));
  }
}

TEST_F(PackedRecordingsTest, KnowChecksumsWithoutReadingEvents) {
  write_files(folder_.path(), made_up_files());
  pack(open_folders(folder_.path()), packed_);
  const std::uint64_t expected = open_packed(packed_).train->checksum(1);
  Parts parts = good_parts();
  parts.checksum[1] = expected;
  write_parts(packed_, parts);
  EXPECT_EQ(open_packed(packed_).train->checksum(1), expected);
}

TEST_F(PackedRecordingsTest, MayHoldOneSplit) {
  write_files(folder_.path(), made_up_files());
  DataSource source = open_folders(folder_.path());
  source.train.reset();
  EXPECT_EQ(pack(source, packed_).recordings, 30U);
  const DataSource packed = open_packed(packed_);
  EXPECT_EQ(packed.train, nullptr);
  EXPECT_EQ(difference_between(*source.test, *packed.test), "");
}

TEST_F(PackedRecordingsTest, KeepTimesThatGoBackAndLateOnes) {
  const std::vector<Event> back = {{9, 1, 1, true}, {8, 1, 1, true}};
  const std::vector<Event> late = {{4'000'000'000U, 33, 33, false}};
  write_bytes(folder_ / "Train/0/1.bin", encode_nmnist(back, "r"));
  write_bytes(folder_ / "Train/1/1.bin", encode_nmnist(late, "r"));
  write_bytes(folder_ / "Train/2/1.bin", {});
  write_bytes(folder_ / "Train/2/2.bin", {});
  DataSource source;
  source.train =
      open_folder_dataset(folder_ / "Train", ClassFolders({"0"}), kNmnistSensor, source.warnings);
  const PackSummary summary = pack(source, packed_);
  EXPECT_EQ(summary.recordings, 4U);
  EXPECT_EQ(summary.events, 3U);
  EXPECT_EQ(summary.empty, 2U);
  EXPECT_EQ(summary.first_empty, source.train->name(2));
  EXPECT_EQ(summary.time_back, 1U);
  EXPECT_EQ(summary.first_time_back, source.train->name(0));
  EXPECT_EQ(difference_between(*source.train, *open_packed(packed_).train), "");
}

TEST_F(PackedRecordingsTest, MayAllBeEmpty) {
  write_bytes(folder_ / "Train/0/1.bin", {});
  DataSource source;
  source.train =
      open_folder_dataset(folder_ / "Train", ClassFolders({"0"}), kNmnistSensor, source.warnings);
  pack(source, packed_);
  EXPECT_THAT(open_packed(packed_).train->read(0).events, IsEmpty());
}

TEST_F(PackedRecordingsTest, TellProgressAndProvenance) {
  write_files(folder_.path(), made_up_files());
  const DataSource source = open_folders(folder_.path());
  std::vector<std::size_t> told;
  Provenance provenance;
  provenance.program = "test";
  write_packed(source, packed_, provenance, [&](std::size_t done) { told.push_back(done); });
  ASSERT_EQ(told.size(), 60U);
  EXPECT_EQ(told.front(), 1U);
  EXPECT_EQ(told.back(), 60U);
  const Provenance found = read_provenance(h5::File::open(packed_));
  EXPECT_EQ(found.program, "test");
  std::vector<std::uint64_t> sums;
  for (const Dataset* split : {source.train.get(), source.test.get()}) {
    for (std::size_t i = 0; i < split->size(); ++i) sums.push_back(split->checksum(i));
  }
  EXPECT_EQ(found.data_checksum, hex(checksum_of(std::span<const std::uint64_t>(sums))));
}

TEST_F(PackedRecordingsTest, LeaveNothingBehindWhenARecordingIsDamaged) {
  write_files(folder_.path(), made_up_files());
  write_bytes(folder_ / "Test/9/9.bin", Bytes(7));
  const DataSource source = open_folders(folder_.path());
  fs::create_directories(folder_ / "out");
  EXPECT_THAT(input_error_of([&] { pack(source, folder_ / "out/packed.h5"); }),
              HasSubstr("Test/9/9.bin: size of 7 bytes"));
  EXPECT_TRUE(fs::is_empty(folder_ / "out"));
}

TEST_F(PackedRecordingsTest, RefuseAFolderThatCannotBeWrittenTo) {
  write_files(folder_.path(), made_up_files());
  const DataSource source = open_folders(folder_.path());
  EXPECT_THROW(pack(source, "/proc/ebsnn/packed.h5"), StorageError);
}

TEST_F(PackedRecordingsTest, NameTheRecordingThatIsDamaged) {
  write_files(folder_.path(), made_up_files());
  pack(open_folders(folder_.path()), packed_);
  const Bytes whole = read_bytes(packed_);
  const std::vector<Event> events = open_packed(packed_).train->read(1).events;
  std::vector<std::uint32_t> times;
  std::vector<std::uint16_t> columns;
  for (const Event& event : events) {
    times.push_back(event.t_us);
    columns.push_back(event.x);
  }
  const auto place_of = [&](const auto& values) {
    const auto wanted = std::as_bytes(std::span(values));
    const auto found = std::search(whole.begin(), whole.end(), wanted.begin(), wanted.end());
    EXPECT_TRUE(found != whole.end() && wanted.size() > 10);
    return found - whole.begin();
  };
  Bytes bytes = whole;
  bytes[static_cast<std::size_t>(place_of(times))] ^=
      std::byte{1};  // one us: only the checksum knows
  write_bytes(packed_, bytes);
  EXPECT_EQ(read_error(0), "");
  EXPECT_THAT(read_error(1), HasSubstr(packed_.string() + ":/train recording 1: damaged: label"));
  bytes = whole;
  bytes[static_cast<std::size_t>(place_of(columns))] = std::byte{99};
  write_bytes(packed_, bytes);
  EXPECT_THAT(read_error(1),
              HasSubstr(packed_.string() + ":/train recording 1: damaged: event 0 at x = 99"));
}

TEST_F(PackedRecordingsTest, AreRefusedWithAWrongLabel) {
  Parts parts = good_parts();
  parts.label[2] = 8;
  write_parts(packed_, parts);
  EXPECT_THAT(read_error(2), HasSubstr("label and events do not match"));
}

TEST_F(PackedRecordingsTest, AreRefusedWhenCutShort) {
  write_files(folder_.path(), made_up_files());
  pack(open_folders(folder_.path()), packed_);
  const Bytes whole = read_bytes(packed_);
  for (const std::size_t percent : {0U, 1U, 50U, 90U, 99U}) {
    write_bytes(packed_, std::span(whole).first(whole.size() * percent / 100));
    EXPECT_THAT(open_error(), HasSubstr(packed_.string())) << percent;
  }
  fs::remove(packed_);
  EXPECT_THAT(open_error(), HasSubstr("No such file"));
}

TEST_F(PackedRecordingsTest, WithFlippedBitsAreRefusedOrUnchanged) {
  write_files(folder_.path(), made_up_files());
  const DataSource source = open_folders(folder_.path());
  pack(source, packed_);
  const Bytes whole = read_bytes(packed_);
  RandomSequence random(8, Stream::synthetic_recording, 4, 0);
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    Bytes damaged = whole;
    damaged[random.below(static_cast<std::uint32_t>(whole.size()))] ^=
        static_cast<std::byte>(1U << random.below(8));
    packed_ = folder_ / "damaged.h5";
    write_bytes(packed_, damaged);
    const std::string error = input_error_of([&] {
      const DataSource found = open_packed(packed_);
      // A damaged name of a group hides that split.
      const auto difference = [](const auto& expected, const auto& split) {
        return split ? difference_between(*expected, *split) : "";
      };
      EXPECT_EQ(difference(source.train, found.train), "");
      EXPECT_EQ(difference(source.test, found.test), "");
    });
    if (error.empty()) continue;
    ++refused;
    EXPECT_THAT(error, HasSubstr("damaged.h5"));
  }
  EXPECT_GT(refused, 100);
}

TEST_F(PackedRecordingsTest, AreRefusedInOtherFormats) {
  EXPECT_EQ(error_with([](Parts&) {}), "");
  EXPECT_THAT(error_with([](Parts& parts) { parts.format = "something else"; }),
              HasSubstr(packed_.string() + ": holds no packed recordings"));
  for (const std::uint64_t version : {0U, 3U}) {
    EXPECT_THAT(error_with([&](Parts& parts) { parts.version = version; }),
                HasSubstr("packed recordings of version " + std::to_string(version) +
                          "; this program reads versions 1 to 2"));
  }
  h5::File::create(packed_).close();
  EXPECT_THAT(open_error(), HasSubstr("holds no packed recordings"));
  write_bytes(packed_, Bytes(1000, std::byte{'x'}));
  EXPECT_THAT(open_error(), HasSubstr(packed_.string() + ": cannot open as an HDF5 file"));
}

TEST_F(PackedRecordingsTest, AreRefusedWithoutSplits) {
  h5::File file = h5::File::create(packed_);
  file.write_text("/", "format", std::string(kPackedFormat.name));
  file.write_count("/", "format_version", 1);
  file.close();
  EXPECT_THAT(open_error(), HasSubstr("holds neither /train nor /test"));
}

TEST_F(PackedRecordingsTest, AreRefusedWhenTheIndexContradictsItself) {
  const auto with_offsets = [this](const std::vector<std::uint64_t>& offsets) {
    return error_with([&](Parts& parts) { parts.offsets = offsets; });
  };
  EXPECT_THAT(with_offsets({0, 2, 1, 3}),
              HasSubstr("/train/offsets: recording 1 from row 2 to row 1"));
  EXPECT_THAT(with_offsets({0, 9, 9, 3}), HasSubstr("recording 2 from row 9 to row 3"));
  EXPECT_THAT(with_offsets({0, 2, 2, 4}), HasSubstr("from 0 to 4, not from 0 to the 3 rows"));
  EXPECT_THAT(with_offsets({1, 2, 2, 3}), HasSubstr("from 1 to 3, not from 0 to the 3 rows"));
  EXPECT_THAT(with_offsets({0, 2, 3}), HasSubstr("/train/offsets does not hold 4 values"));
  EXPECT_THAT(error_with([](Parts& parts) { parts.label[1] = 10; }),
              HasSubstr("/train/label: 10 of recording 1 is not a class 0..9"));
  EXPECT_THAT(error_with([](Parts& parts) { parts.checksum.pop_back(); }),
              HasSubstr("/train/checksum has another length"));
  EXPECT_THAT(error_with([](Parts& parts) {
                parts.events_shape = {5, 3};
              }),
              HasSubstr("/train/events has no rows of 5 bytes"));
  EXPECT_THAT(error_with([](Parts& parts) { parts.events_shape = {15}; }),
              HasSubstr("/train/events has no rows of 5 bytes"));
  EXPECT_THAT(error_with([](Parts& parts) {
                parts.events_shape = {3, 5, 1};
              }),
              HasSubstr("/train/events has no rows of 5 bytes"));
  EXPECT_THAT(error_with([](Parts& parts) {
                parts.label.clear();
                parts.checksum.clear();
              }),
              HasSubstr("/train/label is not a list of labels"));
}

/// Recordings on a large sensor, of as many classes as there are recordings.
class LargeData : public DigitsDataset {
 public:
  explicit LargeData(std::size_t size) : size_(size) {
    describe().sensor = {1280, 720};
    describe().classes.clear();
    for (std::size_t i = 0; i < size; ++i)
      describe().classes.push_back("class " + std::to_string(i));
  }
  [[nodiscard]] std::size_t size() const override { return size_; }
  [[nodiscard]] Label label(std::size_t index) const override { return static_cast<Label>(index); }
  [[nodiscard]] std::string name(std::size_t index) const override {
    return "Train/" + std::to_string(index) + ".dat";
  }
  [[nodiscard]] Recording read(std::size_t index) const override {
    const auto x = static_cast<std::uint16_t>(1279 - index);
    return {{{1, x, 719, true}, {4'000'000'000U, 0, 300, false}}, label(index)};
  }

 private:
  std::size_t size_;
};

TEST_F(PackedRecordingsTest, DescribeThemselves) {
  DataSource source;
  source.train = std::make_unique<LargeData>(300);
  EXPECT_EQ(pack(source, packed_).last_event_us, 4'000'000'000U);
  const DataSource packed = open_packed(packed_);
  EXPECT_EQ(difference_between(*source.train, *packed.train), "");
  EXPECT_EQ(packed.train->description().sensor, (SensorGeometry{1280, 720}));
  EXPECT_EQ(packed.train->description().classes, source.train->description().classes);
  EXPECT_EQ(packed.train->description().last_event_us, 4'000'000'000U);
  EXPECT_EQ(packed.train->source(299), "Train/299.dat");
}

TEST_F(PackedRecordingsTest, AreRefusedOutsideTheirSensor) {
  auto data = std::make_unique<LargeData>(2);
  data->describe().sensor = {1280, 300};
  DataSource source;
  source.train = std::move(data);
  EXPECT_THAT(input_error_of([&] { pack(source, packed_); }),
              HasSubstr("Train/0.dat: event 0 at x = 1279, y = 719 is outside the sensor of "
                        "1280x300 px"));
}

TEST_F(PackedRecordingsTest, OfVersionOneHaveTheTenDigits) {
  write_parts(packed_, good_parts());
  const DataSource packed = open_packed(packed_);
  EXPECT_EQ(packed.train->description().classes, digit_names());
  EXPECT_EQ(packed.train->description().sensor, kNmnistSensor);
  EXPECT_EQ(packed.train->read(2).label, 9);
  EXPECT_EQ(packed.train->read(0).events, made_up_events(2, 0));
  EXPECT_EQ(packed.train->source(1), "train recording 1");
}

TEST_F(PackedRecordingsTest, AreRefusedWithARecordingOfAbsurdSize) {
  Parts parts = good_parts();
  const std::size_t rows = kMaxRecordingBytes / 5 + 1;
  parts.events.assign(rows * 5, 0);
  parts.events_shape = {rows, 5};
  parts.offsets = {0, 0, rows, rows};
  write_parts(packed_, parts);
  EXPECT_THAT(open_error(),
              HasSubstr("recording 1 from row 0 to row 13421773 (at most 13421772 rows)"));
}

TEST(RealRecordings, AreTheSameWhenPacked) {
  const auto folder = real_recordings();
  if (!folder)
    GTEST_SKIP() << "no N-MNIST sample beside the source tree or at $EBSNN_NMNIST_SAMPLE";
  const TemporaryFolder temporary;
  const DataSource source = open_folders(*folder);
  pack(source, temporary / "packed.h5");
  const DataSource packed = open_packed(temporary / "packed.h5");
  EXPECT_EQ(difference_between(*source.train, *packed.train), "");
  EXPECT_EQ(difference_between(*source.test, *packed.test), "");
}

}  // namespace
}  // namespace ebsnn::test
