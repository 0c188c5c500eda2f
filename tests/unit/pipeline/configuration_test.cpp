// Differences between the run that made a file and the current one.

#include "pipeline/configuration.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ebsnn {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

Provenance example() {
  Provenance provenance;
  provenance.depends_on = "patches = 400\ntau-z-ms = 40.0\n";
  provenance.seed = 1;
  provenance.data_checksum = "aa";
  provenance.network_checksum = "bb";
  return provenance;
}

TEST(Differences, AreNoneForTheSameRunOnOtherRanksAtAnotherTime) {
  Provenance other = example();
  other.ranks = 64;
  other.host = "elsewhere";
  other.start_time = "later";
  other.instruction_set = "AVX2";
  other.command_line = "other words";
  EXPECT_EQ(differences(example(), other), "");
  EXPECT_NO_THROW(require_same_run("file", example(), other));
}

TEST(Differences, NameSettingAndBothValues) {
  Provenance other = example();
  other.depends_on = "patches = 800\ntau-z-ms = 40.0\nnew = 1\n";
  other.seed = 2;
  other.data_checksum = "cc";
  EXPECT_THAT(differences(example(), other),
              AllOf(HasSubstr("patches: 400 there, 800 now"), HasSubstr("seed: 1 there, 2 now"),
                    HasSubstr("data checksum: aa there, cc now"),
                    HasSubstr("new: not set there, 1 now"), Not(HasSubstr("tau-z-ms"))));
}

TEST(Differences, LeaveOutWhatMayDiffer) {
  Provenance other = example();
  other.depends_on = "patches = 800\ntau-z-ms = 40.0\n";
  EXPECT_EQ(differences(example(), other, {"patches"}), "");
}

TEST(OwnSeed, IsTheSeedWhereNoneIsGiven) {
  for (const char* name : {kSensorSeed, kWeightSeed, kPatchSeed}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(own_seed_setting(name, {}, 1), "");
    EXPECT_EQ(own_seed_setting(name, 1, 1), "");
    Provenance other = example();
    EXPECT_EQ(own_seed_of(other, name), 1U);
    other.depends_on += own_seed_setting(name, 7, 1);
    EXPECT_EQ(own_seed_of(other, name), 7U);
    EXPECT_EQ(differences(other, other), "");
    EXPECT_EQ(differences(example(), other), fmt::format("\n  {}: 1 there, 7 now", name));
    EXPECT_EQ(differences(other, example()), fmt::format("\n  {}: 7 there, 1 now", name));
  }
}

TEST(RequireSameRun, NamesTheFile) {
  Provenance other = example();
  other.network_checksum = "dd";
  try {
    require_same_run("RUN/activity/train.h5", example(), other);
    FAIL() << "another network must be refused";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("RUN/activity/train.h5"), HasSubstr("network checksum")));
  }
}

}  // namespace
}  // namespace ebsnn
