// Names that are misspelt lead to the right ones; others lead nowhere.

#include "suggestion.hpp"

#include "unit/jobs/some_program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ebsnn::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> kNames{"data",     "out",       "network",    "patches",
                                      "tau-z-ms", "max-hours", "test-limit", "train-limit"};

TEST(Suggestion, IsTheNearestName) {
  EXPECT_EQ(nearest_name("pathces", kNames), "patches");
  EXPECT_EQ(nearest_name("patch", kNames), "patches");
  EXPECT_EQ(nearest_name("dat", kNames), "data");
  EXPECT_EQ(nearest_name("ot", kNames), "out");
  EXPECT_EQ(nearest_name("tau_z_ms", kNames), "tau-z-ms");
  EXPECT_EQ(nearest_name("TAU-Z", kNames), "tau-z-ms");
  EXPECT_EQ(nearest_name("net", kNames), "network");
  EXPECT_EQ(nearest_name("tset-limit", kNames), "test-limit");
  EXPECT_EQ(nearest_name("maxhours", kNames), "max-hours");
}

TEST(Suggestion, IsNothingWhereNoneIsNear) {
  const std::vector<std::string> names{"", "x", "blue", "colour", "ma", std::string(100000, 'a')};
  for (const std::string& name : names) {
    EXPECT_EQ(nearest_name(name, kNames), "") << name.substr(0, 20);
  }
  EXPECT_EQ(nearest_name("data", {}), "");
}

using CommandLine = SomeProgram;

TEST_F(CommandLine, NamesTheOptionThatIsMeant) {
  EXPECT_THAT(refusal([&] {
                read({"--out", "RUN", "--pathces", "3"});
              }),
              AllOf(HasSubstr("--pathces"), HasSubstr("did you mean --patches?")));
  EXPECT_THAT(refusal([&] { read({"--ou=RUN"}); }), HasSubstr("--ou: did you mean --out?"));
  EXPECT_THAT(refusal([&] { read({"--out", "RUN", "--hepl"}); }), HasSubstr("--help?"));
  EXPECT_THAT(refusal([&] {
                read({"--out", "RUN", "--blue", "sead"});
              }),
              AllOf(HasSubstr("--blue"), Not(HasSubstr("did you mean"))));
}

TEST_F(CommandLine, RefusesAValueThatIsMissingBehindAnEqualsSign) {
  EXPECT_EQ(refusal([&] {
              read({"--out=", "--force"});
            }),
            "--out= has no value\nSee ebsnn_some --help.");
  read({"--out", "", "--levels", "="});
  EXPECT_EQ(out_, "");
  EXPECT_EQ(levels_, "=");
}

}  // namespace
}  // namespace ebsnn::test
