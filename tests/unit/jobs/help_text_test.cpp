// Help is 80 columns wide and names what each option takes.

#include "help_text.hpp"

#include "unit/jobs/some_program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace ebsnn::test {
namespace {

using testing::HasSubstr;

TEST(Wrapped, EndsLinesAtSpaces) {
  EXPECT_EQ(wrapped("one two three", 7), "one two\nthree\n");
  EXPECT_EQ(wrapped("one two three", 9, 2), "  one two\n  three\n");
  EXPECT_EQ(wrapped("one-two-three four", 5), "one-two-three\nfour\n");
  EXPECT_EQ(wrapped("", 80), "");
}

TEST(Wrapped, KeepsParagraphsAndIndentedLines) {
  EXPECT_EQ(wrapped("one\n\ntwo", 80), "one\n\ntwo\n");
  EXPECT_EQ(wrapped("Example:\n  a command as it is", 10), "Example:\n  a command as it is\n");
}

class Help : public SomeProgram {
 protected:
  [[nodiscard]] std::string help() { return read({"--help"}).value(); }
};

TEST_F(Help, NamesValuesAndDefaults) {
  std::string code = "v1";
  std::string place;
  program_.options()
      .add_option("--code", code, "What is read")
      ->capture_default_str()
      ->check(one_of({"v1", "inh"}));
  program_.options().add_option("PLAN", place, "The plan");
  for (const char* part :
       {"Usage: ebsnn_some [OPTIONS] [PLAN]\n", "  PLAN                    The plan\n",
        "  --out TEXT              (required)\n", "  -q, --quiet             Print only",
        "  --code {v1,inh}         What is read (default: v1)\n", "  --config FILE           TOML",
        "  --seed UINT             (default: 1)\n",
        "  --patches UINT          (1 .. 1000, default: 20)\n",
        "  --tau-z-ms ms           time constant of the spike after-current (default: 40)\n"}) {
    EXPECT_THAT(help(), HasSubstr(part));
  }
}

TEST_F(Help, IsAtMost80ColumnsWide) {
  std::istringstream lines(help());
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 80U) << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
}

}  // namespace
}  // namespace ebsnn::test
