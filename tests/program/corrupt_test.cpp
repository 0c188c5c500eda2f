// ebsnn_corrupt as a user starts it: what it writes are the recordings that ebsnn_eval simulates.

#include "core/checksum.hpp"
#include "events/event.hpp"
#include "program/in_process.hpp"
#include "program/stop_once_there.hpp"
#include "storage/packed_recordings.hpp"
#include "system/expectations.hpp"
#include "system/launch.hpp"
#include "system/small_inputs.hpp"
#include "unit/events/made_up_data.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using Options = std::vector<std::string>;

class Corrupt : public testing::Test {
 protected:
  [[nodiscard]] fs::path at(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] Outcome start(const std::string& program, Options options) const {
    Launch launch(program, std::move(options), ranks());
    launch.folder = folder_.path();
    return run(launch);
  }
  /// Simulates the test set of `data` under `options` in the run folder `out`.
  void simulate(const std::string& data, const std::string& out, const Options& options) const {
    Options all{"--data", data, "--network", "given.h5", "--stage", "simulate", "--out", out};
    all.insert(all.end(), options.begin(), options.end());
    expect_done(start("ebsnn_eval", all));
  }
  /// A folder with one recording, whose event at 9 s needs the clock overflows of .bin files.
  void write_late_recording() const {
    const std::vector<Event> events{{1000, 3, 3, true}, {9000000, 4, 4, false}};
    write_bytes(at("late/Test/0/00001.bin"), encode_nmnist(events, "late", kNmnistSensor));
  }

 private:
  TemporaryFolder folder_;
};

// One that removes, one that adds, one with a pattern of the sensor, one after which time goes back.
constexpr const char* kNames = "drop_event,background,dead_pixels,time_jitter";
constexpr const char* kLevels = "drop_event=0.5;background=5;dead_pixels=0.2;time_jitter=40";

TEST_F(Corrupt, WritesWhatEvaluationSimulatesBitForBit) {
  write_network_file(at("given.h5"), small_network());
  simulate(
      kSynthetic, "inside",
      {"--corruption", kNames, "--levels", kLevels, "--train-limit", "1", "--sensor-seed", "7"});
  for (const std::string out : {"bins", "packed.h5"}) {
    expect_done(start("ebsnn_corrupt", {"--data", kSynthetic, "--corruption", kNames, "--levels",
                                        kLevels, "--sensor-seed", "7", "--out", out}));
  }
  for (const std::string unit :
       {"drop_event/0.5", "background/5", "dead_pixels/0.2", "time_jitter/40"}) {
    std::string packed = unit;
    std::replace(packed.begin(), packed.end(), '/', '-');
    for (const std::string& data : {"bins/" + unit, "packed-" + packed + ".h5"}) {
      const std::string out = "evaluated-" + packed + data.substr(0, 4);
      // The second of two units is the clean test set: level 0 of all corruptions.
      simulate(data, out, {"--corruption", "none", "--task", "2/2"});
      EXPECT_EQ(difference_between_files(at("inside") / "activity" / (unit + ".h5"),
                                         at(out) / "activity/clean.h5"),
                "")
          << data;
    }
  }
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::istringstream stream(read_text(file));
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST_F(Corrupt, ListsWhatItWrote) {
  const Options options{"--data",           kSynthetic, "--corruption",
                        "scale,drop_event", "--levels", "0,0.5"};
  for (const std::string out : {"bins", "packed.h5"}) {
    Options all = options;
    all.insert(all.end(), {"--out", out});
    expect_done(start("ebsnn_corrupt", all));
  }
  std::vector<std::string> expected{"unit,recordings,events,xxh3"};
  for (const std::string name : {"scale", "drop_event"}) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(at("bins") / name / "0.5")) {
      if (entry.path().extension() == ".bin") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    ASSERT_EQ(files.size(), 10U);
    EXPECT_TRUE(fs::exists(at("bins") / name / "0.5/ebsnn_corrupt.toml"));
    Checksum sum;
    std::size_t bytes = 0;
    for (const fs::path& file : files) {
      const std::string content = read_text(file);
      bytes += content.size();
      sum.add(content);
    }
    expected.push_back(fmt::format("{} 0.5,10,{},{}", name, bytes / 5, hex(sum.value())));
  }
  EXPECT_EQ(lines_of(at("bins/manifest.csv")), expected);
  const std::vector<std::string> packed = lines_of(at("packed.csv"));
  ASSERT_EQ(packed.size(), 3U);
  const std::string checksum = hex(checksum_of(read_text(at("packed-scale-0.5.h5"))));
  EXPECT_THAT(packed[1], testing::EndsWith("," + checksum));
  EXPECT_FALSE(fs::exists(at("bins/scale/0"))) << "level 0 is the data themselves";
}

TEST_F(Corrupt, GivesTheSensorASeedOfItsOwn) {
  const auto manifest = [&](const std::string& out, const Options& more) {
    Options options{"--data",   kSynthetic, "--corruption", "drop_event,dead_pixels",
                    "--levels", "0.5",      "--out",        out};
    options.insert(options.end(), more.begin(), more.end());
    expect_done(start("ebsnn_corrupt", options));
    return lines_of(at(out) / "manifest.csv");
  };
  const std::vector<std::string> usual = manifest("usual", {});
  const std::vector<std::string> other = manifest("other", {"--sensor-seed", "7"});
  EXPECT_EQ(manifest("same", {"--sensor-seed", "1"}), usual);
  EXPECT_EQ(other[1], usual[1]) << "drop_event has no pattern of the sensor";
  EXPECT_NE(other[2], usual[2]);
}

TEST_F(Corrupt, EvaluationDoesNotMixSensors) {
  write_network_file(at("given.h5"), small_network());
  const Options options{"--corruption", "dead_pixels", "--levels", "0.5", "--task", "2/3"};
  simulate(kSynthetic, "out", options);
  expect_error(start("ebsnn_eval", {"--data", kSynthetic, "--network", "given.h5", "--stage",
                                    "simulate", "--out", "out", "--corruption", "dead_pixels",
                                    "--levels", "0.5", "--task", "2/3", "--sensor-seed", "7"}),
               2, {"comes from another run", "sensor-seed: 1 there, 7 now"});
}

TEST_F(Corrupt, SortsByTimeOnRequest) {
  for (const bool sorts : {false, true}) {
    Options options{"--data",   kSynthetic, "--corruption", "time_jitter",
                    "--levels", "40",       "--out",        sorts ? "sorted.h5" : "as_is.h5"};
    if (sorts) options.emplace_back("--sort-time");
    expect_done(start("ebsnn_corrupt", options));
  }
  const DataSource as_is = open_packed(at("as_is-time_jitter-40.h5"));
  const DataSource sorted = open_packed(at("sorted-time_jitter-40.h5"));
  for (std::size_t i = 0; i < as_is.test->size(); ++i) {
    std::vector<Event> events = as_is.test->read(i).events;
    EXPECT_TRUE(time_goes_back(events));
    std::ranges::stable_sort(events, {}, &Event::t_us);
    EXPECT_EQ(sorted.test->read(i).events, events);
  }
}

TEST_F(Corrupt, TellsWhatHelpsIfABinFileCannotHoldARecording) {
  write_late_recording();
  const Options options{"--data", "late", "--corruption", "background", "--levels", "5", "--out"};
  const auto with = [&](const Options& more) {
    Options all = options;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  expect_error(start("ebsnn_corrupt", with({"bins"})), 2,
               {"00001.bin", "clock overflows", "packed files", "--sort-time"});
  EXPECT_TRUE(fs::is_empty(at("bins"))) << "the same command would be refused";
  expect_done(start("ebsnn_corrupt", with({"sorted", "--sort-time"})));
  EXPECT_EQ(start("ebsnn_corrupt", with({"packed.h5"})).exit_code, 0);
  EXPECT_TRUE(fs::exists(at("packed-background-5.h5")));
}

class StoppedCorrupt : public Corrupt {
 protected:
  static constexpr std::size_t kUnits = 25;

  void SetUp() override {
    write_recordings("many", 1);
    write_recordings("others", 2);
  }
  void write_recordings(const std::string& data, std::uint16_t x) const {
    for (int i = 0; i < 100; ++i) {
      write_bytes(at(fmt::format("{}/Test/{}/{:05}.bin", data, i % 10, i)),
                  encode_nmnist({{{1000, x, 3, true}, {9000, 4, 4, false}}}, data, kNmnistSensor));
    }
  }
  [[nodiscard]] Outcome corrupt(const std::string& out, const Options& more = {},
                                const std::string& data = "many") const {
    Options options{"--data", data, "--corruption", "drop_event,scale,time_jitter", "--out", out};
    options.insert(options.end(), more.begin(), more.end());
    return start("ebsnn_corrupt", options);
  }
  /// Stops it when its first unit is there.
  void stop_once_there(const std::string& out, const std::string& first) const {
    const StopOnceThere stop(at(first));
    expect_interrupted(
        corrupt(out), {"stopped by SIGTERM", "units are kept; the same command writes the others"});
  }
};

TEST_F(StoppedCorrupt, GoesOnAndGivesTheFilesOfOneRun) {
  expect_done(corrupt("whole"));
  stop_once_there("bins", "bins/drop_event/0.1");
  EXPECT_TRUE(fs::exists(at("bins/unfinished.h5")));
  EXPECT_FALSE(fs::exists(at("bins/manifest.csv")));
  const fs::path kept = at("bins/drop_event/0.1/Test/0");
  const auto written = fs::last_write_time(kept);
  fs::remove_all(at("bins/drop_event/0.2"));
  expect_done(corrupt("bins"));
  EXPECT_EQ(fs::last_write_time(kept), written) << "written again";
  EXPECT_EQ(lines_of(at("bins/manifest.csv")), lines_of(at("whole/manifest.csv")));
  EXPECT_EQ(lines_of(at("bins/manifest.csv")).size(), 1 + kUnits);
  EXPECT_TRUE(fs::exists(at("bins/drop_event/0.2"))) << "was not there: it must be made again";
  EXPECT_FALSE(fs::exists(at("bins/unfinished.h5")));
}

TEST_F(StoppedCorrupt, GoesOnWithPackedFiles) {
  stop_once_there("packed.h5", "packed-drop_event-0.1.h5");
  const fs::path kept = at("packed-drop_event-0.1.h5");
  const auto written = fs::last_write_time(kept);
  expect_done(corrupt("packed.h5"));
  EXPECT_EQ(fs::last_write_time(kept), written) << "written again";
  EXPECT_EQ(lines_of(at("packed.csv")).size(), 1 + kUnits);
  EXPECT_FALSE(fs::exists(at("packed-unfinished.h5")));
}

TEST_F(StoppedCorrupt, KeepsNothingOfAnotherRun) {
  stop_once_there("bins", "bins/drop_event/0.1");
  expect_error(corrupt("bins", {"--seed", "2"}), 2,
               {"bins/unfinished.h5", "seed: 1 there, 2 now", "Use another --out"});
  expect_error(corrupt("bins", {"--form", "npz"}), 2, {"form: \"bin\" there, \"npz\" now"});
  expect_error(corrupt("bins", {}, "others"), 2, {"data checksum"});
  expect_error(start("ebsnn_corrupt", {"--data", "many", "--corruption", "scale", "--out", "bins"}),
               2, {"bins/unfinished.h5", "drop_event 0.1", "does not ask for"});
  write_text(at("bins/manifest.csv"), "of the user");
  expect_error(corrupt("bins"), 2, {"bins/manifest.csv exists already"});
  fs::remove(at("bins/manifest.csv"));
  write_text(fs::directory_iterator(at("bins/drop_event/0.1/Test/0"))->path(), "");
  expect_error(corrupt("bins"), 2, {"bins/drop_event/0.1", "was changed", "if it is removed"});
}

TEST_F(Corrupt, WritesNumpyFiles) {
  write_late_recording();
  // What no .bin file can hold; tests/examples reads such files.
  expect_done(start("ebsnn_corrupt", {"--data", "late", "--corruption", "background", "--levels",
                                      "5", "--form", "npz", "--out", "npz"}));
  const std::string bytes = read_text(at("npz/background/5/Test/0/00001.npz"));
  const std::vector<std::string> lines = lines_of(at("npz/manifest.csv"));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(lines[1], testing::EndsWith("," + hex(checksum_of(bytes))));
  EXPECT_FALSE(fs::exists(at("npz/background/5/Test/0/00001.bin")));
}

TEST_F(Corrupt, RefusesWhatItCannotDo) {
  const auto refuses = [&](const Options& more, const std::vector<std::string>& says) {
    Options all{"--data", kSynthetic};
    all.insert(all.end(), more.begin(), more.end());
    expect_error(start("ebsnn_corrupt", all), 2, says);
  };
  refuses({"--out", "a"}, {"--corruption or --suite is required"});
  refuses({"--corruption", "scale"}, {"--out"});
  refuses({"--corruption", "scale", "--levels", "0", "--out", "a"}, {"no level above 0"});
  refuses({"--corruption", "scale", "--suite", "ec1", "--out", "a"}, {"--corruption scale"});
  expect_error(start("ebsnn_corrupt", {"--data", "synthetic:train=0,test=1", "--split", "train",
                                       "--corruption", "scale", "--out", "a"}),
               2, {"has no recordings of --split train"});
  EXPECT_FALSE(fs::exists(at("a")));
  refuses({"--corruption", "scale", "--form", "npz", "--out", "a.h5"},
          {"--form npz: packed files", "not a.h5"});
  write_text(at("full/file"), "");
  refuses({"--corruption", "scale", "--out", "full"}, {"--out full", "exists already"});
  refuses({"--corruption", "scale", "--out", "new/.."}, {"--out new/..", "exists already"});
  write_text(at("f-scale-0.5.h5"), "");
  refuses({"--corruption", "scale", "--levels", "0.5", "--out", "f.h5"},
          {"--out f.h5", "f-scale-0.5.h5 exists already"});
}

}  // namespace
}  // namespace ebsnn::test
