// The file behind --config is TOML, and what is wrong with it is said with its line.

#include "toml_file.hpp"

#include "unit/jobs/some_program.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace ebsnn::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

using ConfigurationFile = SomeProgram;

TEST_F(ConfigurationFile, GivesValuesOfEachKind) {
  read_file(
      "out = \"RUN\"\nseed = 7\nlevels = \"0,0.5\"\nstage = \"classify\"\nmax-hours = 1.5\n"
      "force = true\ntau-z-ms = 41.5\n");
  EXPECT_EQ(out_, "RUN");
  EXPECT_EQ(seed_, 7U);
  EXPECT_EQ(levels_, "0,0.5");
  EXPECT_THAT(stages_, ElementsAre("classify"));
  EXPECT_EQ(max_hours_, 1.5);
  EXPECT_TRUE(force_);
  EXPECT_EQ(program_.parameters({}).neuron.tau_z_ms, 41.5);
}

TEST_F(ConfigurationFile, KeepsWhatLooksLikeACommentWithinAString) {
  read_file("out = \"run#2\" # the second\n");
  EXPECT_EQ(out_, "run#2");
}

TEST_F(ConfigurationFile, MayHaveEverythingThatTomlHas) {
  read_file(
      "\xEF\xBB\xBFout = '''C:\\new\nline'''\r\n"
      "levels = [ # over lines\n  0, 0.5,\n  1e-3,\n]\n"
      "stage = ['simulate', \"class\\u0069fy\"]\n\"seed\" = 0x10\npatches = 1_000\n");
  EXPECT_EQ(out_, "C:\\new\nline");
  EXPECT_EQ(levels_, "0,0.5,0.001");
  EXPECT_THAT(stages_, ElementsAre("simulate", "classify"));
  EXPECT_EQ(seed_, 16U);
  EXPECT_EQ(patches_, 1000U);
}

TEST_F(ConfigurationFile, KeepsSpacesBracketsAndCommasOfText) {
  for (const std::string name : {" a b ", "[a, b]", "a,b", "{a}", "=", "--x", "a;b", "a\tb"}) {
    read_file("out = '" + name + "'\n");
    EXPECT_EQ(out_, name);
  }
}

TEST_F(ConfigurationFile, TakesWholeNumbersAboveTomlsAsText) {
  read_file("out = 'RUN'\nseed = \"18446744073709551615\"\n");
  EXPECT_EQ(seed_, 18446744073709551615U);
  EXPECT_THAT(refusal_of("seed = \"7\"\n"), HasSubstr("line 2: 'seed' is a string, not a number"));
}

TEST_F(ConfigurationFile, LosesAgainstTheCommandLine) {
  read_file("out = 'RUN'\nseed = 7\npatches = 8\nforce = true\n",
            {"--seed", "9", "--force=false", "--out", "other"});
  EXPECT_EQ(seed_, 9U);
  EXPECT_EQ(patches_, 8U);
  EXPECT_FALSE(force_);
  EXPECT_EQ(out_, "other");
}

TEST_F(ConfigurationFile, IsNotRememberedByTheNextCommandLine) {
  read_file("out = 'RUN'\ntau-z-ms = 41.5\n");
  const std::string checksum = program_.configuration();
  read({"--out", "RUN"});
  EXPECT_EQ(program_.parameters({}).neuron.tau_z_ms, 40.0);
  EXPECT_NE(program_.configuration(), checksum);
}

TEST_F(ConfigurationFile, NamesTheOptionThatIsMeant) {
  const std::string pathces = refusal_of("# comment\npathces = 3\n");
  EXPECT_THAT(pathces, HasSubstr("some.toml: line 3: there is no option 'pathces'"));
  EXPECT_THAT(pathces, HasSubstr("did you mean 'patches'?"));
  EXPECT_THAT(refusal_of("tau_z_ms = 3\n"), HasSubstr("did you mean 'tau-z-ms'?"));
  EXPECT_THAT(refusal_of("blue = 3\n"), AllOf(HasSubstr("'blue'"), Not(HasSubstr("mean"))));
}

TEST_F(ConfigurationFile, NamesTypesThatAreWrong) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"patches = \"many\"", "'patches' is a string, not a number"},
      {"patches = true", "'patches' is true or false, not a number"},
      {"patches = [3]", "'patches' is an array, not a number"},
      {"patches = 2024-01-02", "'patches' is a date or time, not a number"},
      {"tau-z-ms = \"40\"", "'tau-z-ms' is a string, not a number"},
      {"force = 1", "'force' is a whole number, not true or false"},
      {"force = \"yes\"", "'force' is a string, not true or false"},
      {"levels = true", "'levels' is true or false, not a string, a number or an array of these"},
      {"levels = [[0]]", "'levels' is an array, not a string, a number or an array of these"},
      {"stage = 07:30:00", "'stage' is a date or time, not a string"},
  };
  for (const auto& [line, says] : cases) {
    EXPECT_THAT(refusal_of(line), HasSubstr("some.toml: line 2: " + says)) << line;
  }
  EXPECT_THAT(refusal([&] { read_file("\nout = 5\n"); }),
              HasSubstr("line 2: 'out' is a whole number, not a string"));
}

TEST_F(ConfigurationFile, NamesTheLineOfValuesThatAreOutOfBounds) {
  EXPECT_THAT(refusal_of("\npatches = 0\n"), AllOf(HasSubstr("line 3: "), HasSubstr("1 .. 1000")));
  EXPECT_THAT(refusal_of("patches = 1.5\n"), AllOf(HasSubstr("line 2: "), HasSubstr("'1.5'")));
  EXPECT_THAT(refusal_of("max-hours = nan\n"), AllOf(HasSubstr("line 2: "), HasSubstr("'nan'")));
  EXPECT_THAT(refusal_of("seed = -1\n"), AllOf(HasSubstr("line 2: "), HasSubstr("'-1'")));
}

TEST_F(ConfigurationFile, NamesTheLineOfWhatIsNoToml) {
  for (const std::string wrong :
       {"seed = 1\nseed = 2", "\nseed: 1", "\nseed = ", "\nlevels = [0", "\nlevels = \"0",
        "\nlevels = 0.5 0.6", "\nlevels = .5", "\nseed = 01", "\nout == 3", "\nseed 3",
        "\nseed = 18446744073709551615", "\nlevels = \"\xFF\"", "\nseed = 1;"}) {
    EXPECT_THAT(refusal_of(wrong), HasSubstr("some.toml: line 3: is not valid TOML at column"))
        << wrong;
  }
}

// toml++ calls these letters unreachable where it looks for blanks (tools/cmake/sanitizer-ignore.txt).
TEST_F(ConfigurationFile, TakesLettersThatAreNotAsciiForNoBlanks) {
  for (const std::string letter : {"\u00E9", "\u045E", "\u3001", "\uFE30"}) {
    EXPECT_THAT(refusal_of("\nseed = " + letter), HasSubstr("line 3: is not valid TOML")) << letter;
    EXPECT_THAT(refusal_of("\nlevels = [" + letter + "0]"), HasSubstr("line 3: is not valid TOML"));
    EXPECT_THAT(refusal_of("\nseed " + letter + "= 1"), HasSubstr("line 3: is not valid TOML"));
    read_file("out = \"\"\"a\\\n  " + letter + " b\"\"\"\n");
    EXPECT_EQ(out_, "a" + letter + " b");
  }
}

TEST_F(ConfigurationFile, HasNoSections) {
  for (const std::string section : {"[seed]\nx = 1\n", "[[seed]]\nx = 1\n", "seed.x = 1\n",
                                    "seed = {x = 1}\n", "[a.b]\n", "levels = [{x = 1}]\n"}) {
    EXPECT_THAT(refusal_of(section), AllOf(HasSubstr("line 2: "), HasSubstr("is a section")))
        << section;
  }
}

TEST_F(ConfigurationFile, AnswersNoQuestions) {
  for (const std::string name : {"help", "version", "config", "print-config"}) {
    EXPECT_THAT(refusal_of(name + " = true\n"),
                HasSubstr("line 2: '" + name + "' is for the command line only"));
  }
}

TEST_F(ConfigurationFile, MayBeEmpty) {
  read_file("", {"--out", "RUN"});
  EXPECT_EQ(seed_, 1U);
}

TEST_F(ConfigurationFile, ThatCannotBeReadToItsEndIsRefused) {
  // Can be opened, and every read of its first byte fails.
  const std::filesystem::path unreadable = "/proc/self/mem";
  ASSERT_TRUE(std::filesystem::exists(unreadable));
  EXPECT_THAT(refusal([&] {
                read({"--out", "RUN", "--config", unreadable.string()});
              }),
              HasSubstr("/proc/self/mem: cannot be read: Input/output error"));
}

TEST_F(ConfigurationFile, WhoseReadingFailsInItsMiddleIsRefused) {
  /// Gives one line, then fails as a file system does.
  class Failing : public std::streambuf {
    int_type underflow() override {
      if (given_) throw std::ios_base::failure("input/output error");
      given_ = true;
      setg(line_.data(), line_.data(), line_.data() + line_.size());
      return traits_type::to_int_type(line_.front());
    }
    std::string line_ = "seed = 7\n";
    bool given_ = false;
  };
  Failing failing;
  std::istream stream(&failing);
  EXPECT_THAT(refusal([&] { (void)read_to_end(stream, "some.toml"); }),
              HasSubstr("--config some.toml: cannot be read"));
}

TEST_F(ConfigurationFile, RefusesZeroBytesOfText) {
  EXPECT_THAT(refusal_of("levels = \"0\\u0000.5\"\n"),
              HasSubstr("line 2: 'levels' has a zero byte, which no option takes"));
  EXPECT_THAT(refusal_of("stage = ['a\\', \"b\\u0000\"]\n"),
              HasSubstr("line 2: 'stage' has a zero"));
}

TEST_F(ConfigurationFile, IsNotReadForEver) {
  EXPECT_THAT(refusal([&] {
                read({"--config", "/dev/zero"});
              }),
              HasSubstr("--config /dev/zero: is longer than 1048576 bytes"));
}

}  // namespace
}  // namespace ebsnn::test
