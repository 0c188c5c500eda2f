// Checkpoints of a training: every bit is restored, damage is detected, and the previous one is
// used then.

#include "core/error.hpp"
#include "small_model.hpp"
#include "storage/checkpoint_file.hpp"
#include "storage/checkpoint_pair.hpp"
#include "support/faulty_disk.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <string>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class Checkpoint : public testing::Test {
 protected:
  [[nodiscard]] fs::path newest() const { return folder_.path() / "checkpoint.h5"; }
  [[nodiscard]] fs::path previous() const { return folder_.path() / "checkpoint-previous.h5"; }

  [[nodiscard]] TrainingState state_after(std::uint64_t patches) const {
    TrainingState state = test::some_state(model_);
    state.next_patch = patches;
    return state;
  }
  /// As a new training does.
  void write(std::uint64_t patches) const {
    CheckpointPair(folder_.path()).write(state_after(patches), model_, provenance_);
  }
  /// Number of patches in the checkpoint that a training would continue from.
  [[nodiscard]] std::uint64_t patches_found() const {
    const auto found = CheckpointPair(folder_.path()).read();
    return found ? found->checkpoint.state.next_patch : 0;
  }
  [[nodiscard]] std::string error_of_pair() const {
    try {
      (void)CheckpointPair(folder_.path()).read();
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }

  test::TemporaryFolder folder_;
  ModelParameters model_ = test::small_model();
  Provenance provenance_;
};

/// Changes the last bit of the first byte of `pattern` in a file.
void flip_bit(const fs::path& path, const std::string& pattern) {
  std::string bytes = test::bytes_of(path);
  const std::size_t place = bytes.find(pattern);
  ASSERT_NE(place, std::string::npos);
  bytes[place] = static_cast<char>(bytes[place] ^ 1);
  std::ofstream(path, std::ios::binary) << bytes;
}

void flip_bit_of_a_trace(const fs::path& path) {
  const double trace = 0.1 + 0.2;
  flip_bit(path, std::string(reinterpret_cast<const char*>(&trace), sizeof trace));
}

void cut_in_half(const fs::path& path) { fs::resize_file(path, fs::file_size(path) / 2); }

std::string error_of_file(const fs::path& path) {
  try {
    (void)read_checkpoint(path);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST_F(Checkpoint, GivesBackEveryBit) {
  const TrainingState state = state_after(7);
  provenance_.depends_on = "patches = 9\n";
  write_checkpoint(newest(), state, model_, provenance_);
  const LoadedCheckpoint loaded = read_checkpoint(newest());
  EXPECT_EQ(loaded.state.next_patch, 7U);
  EXPECT_EQ(loaded.state.weights, state.weights);
  EXPECT_EQ(loaded.state.traces, state.traces);
  EXPECT_EQ(loaded.state.history, state.history);
  EXPECT_EQ(loaded.provenance.depends_on, "patches = 9\n");
  EXPECT_NO_THROW(require_fits(loaded.state, model_, "here"));
}

TEST_F(Checkpoint, BeforeAnyRecordIsRead) {
  TrainingState state = state_after(7);
  state.history = {};
  write_checkpoint(newest(), state, model_, {});
  EXPECT_TRUE(read_checkpoint(newest()).state.history.patch.empty());
}

TEST_F(Checkpoint, FlippedBitIsNoticed) {
  provenance_.depends_on = "patches = 9\n";
  write_checkpoint(newest(), state_after(7), model_, provenance_);
  flip_bit_of_a_trace(newest());
  EXPECT_THAT(error_of_file(newest()), AllOf(HasSubstr("checkpoint.h5"), HasSubstr("damaged")));
  write_checkpoint(newest(), state_after(7), model_, provenance_);
  flip_bit(newest(), "patches = 9");
  EXPECT_THAT(error_of_file(newest()), HasSubstr("damaged"));
}

TEST_F(Checkpoint, OfAnotherModelDoesNotFit) {
  const auto error_with = [&](const TrainingState& state) -> std::string {
    try {
      require_fits(state, model_, "there.h5");
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(error_with(state_after(7)), "");
  TrainingState state = state_after(7);
  state.weights.intov1.values[1] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(error_with(state), AllOf(HasSubstr("there.h5"), HasSubstr("nan")));
  state = state_after(7);
  state.traces.inlat_pre.push_back(0.0);
  EXPECT_THAT(error_with(state),
              AllOf(HasSubstr("/traces/INLat_pre"), HasSubstr("has 5 values, expected 4")));
  state = state_after(7);
  state.history.v1_rate_hz.pop_back();
  EXPECT_THAT(error_with(state),
              AllOf(HasSubstr("/history/v1_rate_hz"), HasSubstr("has 9 values, expected 10")));
}

TEST_F(Checkpoint, NoneIsNoError) {
  EXPECT_FALSE(CheckpointPair(folder_.path()).read().has_value());
}

TEST_F(Checkpoint, TwoGenerationsAreKept) {
  write(10);
  EXPECT_FALSE(fs::exists(previous()));
  write(20);
  write(30);
  EXPECT_EQ(read_checkpoint(newest()).state.next_patch, 30U);
  EXPECT_EQ(read_checkpoint(previous()).state.next_patch, 20U);
  EXPECT_EQ(patches_found(), 30U);
  CheckpointPair(folder_.path()).remove();
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

// The state after a kill between the two renames.
TEST_F(Checkpoint, PreviousAloneIsUsed) {
  write(10);
  write(20);
  fs::remove(newest());
  EXPECT_EQ(patches_found(), 10U);
  EXPECT_EQ(CheckpointPair(folder_.path()).read()->warning, "");
}

TEST_F(Checkpoint, PreviousIsUsedWhereTheNewestIsDamaged) {
  using Damage = void (*)(const fs::path&);
  for (const Damage damage : {Damage{flip_bit_of_a_trace}, Damage{cut_in_half}}) {
    write(10);
    write(20);
    damage(newest());
    const auto found = CheckpointPair(folder_.path()).read();
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->checkpoint.state.next_patch, 10U);
    EXPECT_EQ(found->path, previous());
    EXPECT_THAT(found->warning,
                AllOf(HasSubstr(newest().string()), HasSubstr(previous().string())));
  }
}

TEST_F(Checkpoint, DamagedNewestDoesNotTakeThePlaceOfThePrevious) {
  write(10);
  write(20);
  cut_in_half(newest());
  CheckpointPair pair(folder_.path());
  ASSERT_TRUE(pair.read().has_value());
  pair.write(state_after(15), model_, provenance_);
  EXPECT_EQ(read_checkpoint(newest()).state.next_patch, 15U);
  EXPECT_EQ(read_checkpoint(previous()).state.next_patch, 10U);
  pair.write(state_after(25), model_, provenance_);
  EXPECT_EQ(read_checkpoint(previous()).state.next_patch, 15U);
}

TEST_F(Checkpoint, NothingWholeIsAnErrorThatNamesBoth) {
  write(10);
  cut_in_half(newest());
  EXPECT_THAT(error_of_pair(),
              AllOf(HasSubstr(newest().string()), HasSubstr("No intact checkpoint"),
                    testing::Not(HasSubstr(previous().string()))));
  fs::remove(newest());
  write(10);
  write(20);
  cut_in_half(newest());
  flip_bit_of_a_trace(previous());
  EXPECT_THAT(error_of_pair(),
              AllOf(HasSubstr(newest().string()), HasSubstr(previous().string() + ": damaged")));
  fs::remove(newest());
  EXPECT_THAT(error_of_pair(), HasSubstr(previous().string() + ": damaged"));
}

TEST_F(Checkpoint, BothStayWhereTheNewOneCannotBeWritten) {
  write(10);
  write(20);
  TrainingState broken = state_after(30);
  broken.history.v1_rate_hz.pop_back();
  EXPECT_THROW(CheckpointPair(folder_.path()).write(broken, model_, provenance_), Error);
  EXPECT_EQ(read_checkpoint(newest()).state.next_patch, 20U);
  EXPECT_EQ(read_checkpoint(previous()).state.next_patch, 10U);
}

// A disk that says it has written what it drops: the checkpoint before stays.
TEST_F(Checkpoint, IsWholeOrAnErrorWhicheverWriteIsLost) {
  constexpr int kMoreThanAreDone = 200;
  int errors = 0;
  int at = 1;
  for (bool all_are_done = false; !all_are_done && at < kMoreThanAreDone; ++at) {
    write(10);
    test::DiskFaults faults;
    faults.folder = folder_.path();
    faults.write_is_dropped = at;
    test::set_disk_faults(faults);
    try {
      write(20);
      all_are_done = !test::disk_dropped_a_write();
      EXPECT_EQ(patches_found(), 20U) << "write " << at;
    } catch (const StorageError&) {
      EXPECT_EQ(patches_found(), 10U) << "write " << at;
      ++errors;
    }
    test::set_disk_faults({});
  }
  EXPECT_GT(errors, 5);
  EXPECT_LT(at, kMoreThanAreDone);
}

}  // namespace
}  // namespace ebsnn
