// Packed files that all ranks write together, for every division of the recordings.

#include "storage/packed_recordings.hpp"

#include "core/error.hpp"
#include "h5/file.hpp"
#include "parallel/data_in_memory.hpp"
#include "parallel/test_world.hpp"
#include "parallel/world_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;

/// Recordings of 0, 1, ... events; every third is empty, and in the others time goes back once.
std::vector<Recording> some_recordings(std::size_t count, std::size_t most_events = 40) {
  std::vector<Recording> recordings(count);
  for (std::size_t i = 0; i < count; ++i) {
    recordings[i].label = static_cast<Label>(i % 10);
    const std::size_t events = i % 3 == 0 ? 0 : most_events - i % 7;
    for (std::size_t k = 0; k < events; ++k) {
      recordings[i].events.push_back({static_cast<std::uint32_t>(k == 3 ? 0 : 1000 * i + k),
                                      static_cast<std::uint16_t>((i + k) % 34),
                                      static_cast<std::uint16_t>(k % 33), (i + k) % 2 == 0});
    }
  }
  return recordings;
}

DataSource source_of(std::vector<Recording> train, std::vector<Recording> test,
                     std::size_t unreadable = DataInMemory::kNone) {
  DataSource source;
  if (!train.empty()) source.train = std::make_unique<DataInMemory>(std::move(train));
  if (!test.empty()) source.test = std::make_unique<DataInMemory>(std::move(test), unreadable);
  return source;
}

template <class T>
void expect_same(const h5::File& a, const h5::File& b, const std::string& dataset) {
  EXPECT_EQ(a.shape(dataset), b.shape(dataset)) << dataset;
  EXPECT_TRUE(a.read<T>(dataset) == b.read<T>(dataset)) << dataset;
}

void expect_same_split(const h5::File& a, const h5::File& b, const std::string& group) {
  ASSERT_EQ(a.contains(group), b.contains(group)) << group;
  if (!a.contains(group)) return;
  expect_same<std::uint16_t>(a, b, group + "/x");
  expect_same<std::uint16_t>(a, b, group + "/y");
  expect_same<std::uint32_t>(a, b, group + "/t");
  expect_same<std::uint8_t>(a, b, group + "/p");
  expect_same<std::uint64_t>(a, b, group + "/offsets");
  expect_same<Label>(a, b, group + "/label");
  expect_same<std::uint64_t>(a, b, group + "/checksum");
  EXPECT_EQ(a.read_strings(group + "/source"), b.read_strings(group + "/source"));
}

void expect_same_file(const fs::path& a_path, const fs::path& b_path) {
  const h5::File a = h5::File::open(a_path);
  const h5::File b = h5::File::open(b_path);
  expect_same_split(a, b, "/train");
  expect_same_split(a, b, "/test");
  EXPECT_EQ(a.read_strings("/class_name"), b.read_strings("/class_name"));
  EXPECT_EQ(a.read_count("/", "last_event_us"), b.read_count("/", "last_event_us"));
  EXPECT_EQ(read_provenance(a).data_checksum, read_provenance(b).data_checksum);
}

class PackedByRanks : public testing::Test {
 protected:
  PackSummary pack(const DataSource& source) const {
    return write_packed(world(), source, path(), Provenance{}, [](std::size_t) {});
  }
  /// Packs on all ranks, and at the root alone; both must be the same.
  void expect_as_alone(const DataSource& source) const {
    const PackSummary together = pack(source);
    const fs::path alone = folder_.path() / "alone.h5";
    PackSummary expected;
    agree(world(), [&] {
      if (world().is_root()) {
        expected = write_packed(source, alone, Provenance{}, [](std::size_t) {});
      }
    });
    expect_same_file(path(), alone);
    if (world().is_root()) {
      EXPECT_EQ(together.recordings, expected.recordings);
      EXPECT_EQ(together.events, expected.events);
      EXPECT_EQ(together.bytes, fs::file_size(path()));
      EXPECT_EQ(together.empty, expected.empty);
      EXPECT_EQ(together.first_empty, expected.first_empty);
      EXPECT_EQ(together.time_back, expected.time_back);
      EXPECT_EQ(together.first_time_back, expected.first_time_back);
      EXPECT_EQ(together.last_event_us, expected.last_event_us);
    }
    world().barrier();
  }
  /// What packing throws on this rank; nothing may be left of it.
  template <class Exception, class Pack>
  void expect_refused(const Pack& work, const std::string& says) const {
    std::string message;
    try {
      work();
    } catch (const Exception& error) {
      message = error.what();
    }
    EXPECT_THAT(message, testing::HasSubstr(says));
    world().barrier();
    EXPECT_TRUE(fs::is_empty(path().parent_path()));
    world().barrier();
  }

  [[nodiscard]] fs::path path() const { return folder_.path() / "out" / "packed.h5"; }

  WorldFolder folder_{world()};
};

class PackedCounts : public PackedByRanks,
                     public testing::WithParamInterface<std::pair<std::size_t, std::size_t>> {};

TEST_P(PackedCounts, AreTheSameOnAnyNumberOfRanks) {
  const auto [train, test] = GetParam();
  expect_as_alone(source_of(some_recordings(train), some_recordings(test)));
}

// One split or both; only an empty recording; fewer recordings than ranks, as many, and more.
INSTANTIATE_TEST_SUITE_P(Packed, PackedCounts,
                         testing::Values(std::pair{1, 0}, std::pair{0, 2}, std::pair{3, 1},
                                         std::pair{2, 5}, std::pair{50, 11}));

TEST_F(PackedByRanks, MayTakeSeveralSteps) {
  constexpr std::size_t kEvents = 600'000;  // a step takes 2^20
  expect_as_alone(source_of(some_recordings(5, kEvents), some_recordings(2, kEvents)));
}

TEST_F(PackedByRanks, TellTheRecordingThatCannotBeRead) {
  for (const std::size_t unreadable : {0U, 4U, 8U}) {
    const DataSource source = source_of(some_recordings(9), some_recordings(9), unreadable);
    expect_refused<InputError>([&] { pack(source); },
                               "recording " + std::to_string(unreadable) + ": cannot be read");
  }
}

TEST_F(PackedByRanks, EndTogetherWhenOneIsStopped) {
  const DataSource source = source_of(some_recordings(9), {});
  const bool last = world().rank() + 1 == world().size();
  const auto stop = [&](std::size_t /*done*/) {
    if (last) throw Error("stopped by a test");
  };
  expect_refused<Error>([&] { write_packed(world(), source, path(), Provenance{}, stop); },
                        "stopped by a test");
}

TEST_F(PackedByRanks, RefuseOtherRecordingsOnAnotherRank) {
  if (world().size() == 1) GTEST_SKIP() << "one rank";
  const bool last = world().rank() + 1 == world().size();
  const DataSource source = source_of(some_recordings(last ? 8 : 9), {});
  expect_refused<InputError>([&] { pack(source); }, "list of recordings");
}

TEST_F(PackedByRanks, RefuseAPlaceThatCannotBeWrittenTo) {
  const DataSource source = source_of(some_recordings(4), {});
  EXPECT_THROW(
      write_packed(world(), source, "/proc/ebsnn/packed.h5", Provenance{}, [](std::size_t) {}),
      StorageError);
}

}  // namespace
}  // namespace ebsnn::test
