// ebsnn_pack as a user starts it.

#include "events/event_cut.hpp"
#include "program/in_process.hpp"
#include "storage/packed_recordings.hpp"
#include "support/temporary_folder.hpp"
#include "system/expectations.hpp"
#include "system/small_inputs.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ebsnn::test {
namespace {

TEST(Pack, CutsRecordings) {
  const TemporaryFolder folder;
  const std::string whole = (folder / "whole.h5").string();
  const std::string part = (folder / "part.h5").string();
  expect_done(run({"ebsnn_pack", {"--data", kSynthetic, "--out", whole}, ranks()}));
  expect_done(run({"ebsnn_pack",
                   {"--data", whole, "--out", part, "--window", "100:250.5", "--crop", "4,6,24,20",
                    "--downsample", "2"},
                   ranks()}));
  const DataSource before = open_packed(whole);
  const DataSource after = open_packed(part);
  const EventCut cut{TimeWindow{100000, 250500}, CropRegion{4, 6, 24, 20}, 2};
  const SensorGeometry sensor{12, 10};
  EXPECT_EQ(after.test->description().sensor, sensor);
  ASSERT_EQ(after.test->size(), before.test->size());
  std::size_t events = 0;
  for (std::size_t i = 0; i < after.test->size(); ++i) {
    const Recording recording = after.test->read(i);
    EXPECT_EQ(recording.events, cut_events(before.test->read(i).events, cut, sensor)) << i;
    EXPECT_EQ(recording.label, before.test->label(i));
    EXPECT_EQ(after.test->source(i), before.test->source(i));
    events += recording.events.size();
  }
  EXPECT_GT(events, 0U);
}

TEST(PackOnRanks, MakeNoDifference) {
  const TemporaryFolder folder;
  const auto pack = [&](const std::string& data, const std::string& name, int on) {
    const std::string file = (folder / name).string();
    expect_done(run({"ebsnn_pack",
                     {"--data", data, "--out", file, "--window", "10:200", "--downsample", "2"},
                     on}));
    return file;
  };
  // Many recordings, and fewer than ranks.
  for (const std::string data : {kSynthetic, "synthetic:train=1,test=1,seed=3"}) {
    SCOPED_TRACE(data);
    const std::string size = std::to_string(data.size());
    const std::string alone = pack(data, "alone" + size + ".h5", 1);
    const std::string together = pack(data, "together" + size + ".h5", ranks());
    EXPECT_EQ(difference_between_files(alone, together), "");
    EXPECT_EQ(lasting_provenance(alone).data_checksum, lasting_provenance(together).data_checksum);
  }
}

}  // namespace
}  // namespace ebsnn::test
