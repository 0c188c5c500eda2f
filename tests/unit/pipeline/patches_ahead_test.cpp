// Patches that another thread prepares: the same patches, in order, each with its error.

#include "pipeline/patches_ahead.hpp"

#include "core/error.hpp"
#include "parallel/cores.hpp"
#include "support/digits_dataset.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>
#include <vector>

namespace ebsnn {
namespace {

constexpr std::size_t kRecordings = 7;

/// Recording r has r + 1 events; one of them can be bad.
class Data : public test::DigitsDataset {
 public:
  [[nodiscard]] std::size_t size() const override { return kRecordings; }
  [[nodiscard]] Label label(std::size_t index) const override { return static_cast<Label>(index); }
  [[nodiscard]] std::string name(std::size_t index) const override { return std::to_string(index); }
  [[nodiscard]] Recording read(std::size_t index) const override {
    ++reads;
    reader = std::this_thread::get_id();
    if (is_alone) cores = own_cores();
    if (index == bad) throw InputError("recording " + name(index) + " is bad");
    Recording recording;
    for (std::size_t i = 0; i <= index; ++i) {
      recording.events.push_back({static_cast<std::uint32_t>(1000 * (i + 1)), 16, 16, true});
    }
    return recording;
  }

  std::size_t bad = kRecordings;
  mutable std::atomic<int> reads = 0;
  mutable std::thread::id reader;
  bool is_alone = false;  ///< one thread reads at a time
  mutable Cores cores;
};

class PatchesAheadTest : public testing::Test {
 protected:
  [[nodiscard]] PatchSource source() const { return {data_, kCentralLayout, {}, 5}; }
  Data data_;
};

TEST_F(PatchesAheadTest, GivesTheSourcesPatchesInOrder) {
  constexpr std::uint64_t kFirst = 1000;
  constexpr std::uint64_t kCount = 500;
  PatchSource alone = source();
  PatchSource shared = source();
  PatchesAhead ahead(shared, kFirst, kCount);
  std::set<std::size_t> sizes;
  for (std::uint64_t patch = kFirst; patch < kFirst + kCount; ++patch) {
    const SpikeRaster expected = alone.patch(patch);
    const SpikeRaster found = ahead.next();
    ASSERT_EQ(found.steps(), expected.steps());
    EXPECT_TRUE(std::ranges::equal(found.channels(), expected.channels())) << patch;
    EXPECT_TRUE(std::ranges::equal(found.offsets(), expected.offsets())) << patch;
    sizes.insert(found.event_count());
  }
  EXPECT_EQ(sizes.size(), kRecordings);
}

TEST_F(PatchesAheadTest, ReadsThemInAnotherThread) {
  PatchSource shared = source();
  PatchesAhead ahead(shared, 0, 1);
  (void)ahead.next();
  EXPECT_NE(data_.reader, std::this_thread::get_id());
}

TEST_F(PatchesAheadTest, ReadsOnTheCoresThatItIsGiven) {
  const Cores all = own_cores();
  data_.is_alone = true;
  for (const Cores& cores : {Cores{}, Cores{all.back()}}) {
    PatchSource shared = source();
    PatchesAhead ahead(shared, 0, 1, cores);
    (void)ahead.next();
    EXPECT_EQ(data_.cores, cores.empty() ? all : cores);
  }
}

TEST_F(PatchesAheadTest, ThrowsWhatAPatchThrewWhenItIsItsTurn) {
  data_.bad = 3;
  PatchSource alone = source();
  PatchSource shared = source();
  constexpr std::uint64_t kCount = 60;
  PatchesAhead ahead(shared, 0, kCount);
  int bad = 0;
  for (std::uint64_t patch = 0; patch < kCount; ++patch) {
    bool expected = false;
    try {
      (void)alone.patch(patch);
    } catch (const InputError&) {
      expected = true;
    }
    bool found = false;
    try {
      (void)ahead.next();
    } catch (const InputError& error) {
      found = true;
      EXPECT_STREQ(error.what(), "recording 3 is bad");
    }
    EXPECT_EQ(found, expected) << patch;
    bad += expected ? 1 : 0;
  }
  EXPECT_GT(bad, 0);
}

TEST_F(PatchesAheadTest, CanBeGivenUpBeforeTheEnd) {
  constexpr std::uint64_t kMany = 100'000;  // almost a second, if all were prepared
  PatchSource shared = source();
  {
    PatchesAhead ahead(shared, 0, kMany);
    (void)ahead.next();
  }
  EXPECT_LT(data_.reads, static_cast<int>(kMany));
}

TEST_F(PatchesAheadTest, OfNoPatchesReadsNothing) {
  PatchSource shared = source();
  { const PatchesAhead ahead(shared, 0, 0); }
  EXPECT_EQ(data_.reads, 0);
}

}  // namespace
}  // namespace ebsnn
