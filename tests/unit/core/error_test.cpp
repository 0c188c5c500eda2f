#include "core/error.hpp"

#include "core/version.hpp"

#include <gtest/gtest.h>

namespace ebsnn {
namespace {

// Scripts rely on these numbers.
TEST(Error, ExitCodesAreThePromisedOnes) {
  EXPECT_EQ(static_cast<int>(ExitCode::done), 0);
  EXPECT_EQ(static_cast<int>(Error("m").exit_code()), 1);
  EXPECT_EQ(static_cast<int>(StorageError("m").exit_code()), 1);
  EXPECT_EQ(static_cast<int>(NonFiniteState("m", 1, 2, 3).exit_code()), 1);
  EXPECT_EQ(static_cast<int>(InputError("m").exit_code()), 2);
  EXPECT_EQ(static_cast<int>(Interrupted("m").exit_code()), 3);
}

TEST(Error, KeepsItsMessage) { EXPECT_STREQ(InputError("f: 3 > 2").what(), "f: 3 > 2"); }

TEST(Error, NonFiniteStateSaysWhere) {
  const NonFiniteState error("m", 143, 349, 1LL << 40);
  EXPECT_EQ(error.neuron(), 143);
  EXPECT_EQ(error.step(), 349);
  EXPECT_EQ(error.patch(), 1LL << 40);
}

TEST(Version, IsFilledInByTheBuild) {
  EXPECT_EQ(version(), EBSNN_TEST_VERSION);
  EXPECT_FALSE(git_revision().empty());
  EXPECT_EQ(git_revision().find('@'), std::string::npos);
}

}  // namespace
}  // namespace ebsnn
