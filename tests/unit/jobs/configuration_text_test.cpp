// The configuration that is printed and recorded is TOML, and comes back as the same text.

#include "configuration_text.hpp"

#include "unit/jobs/some_program.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdlib>

namespace ebsnn::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// All bytes of arguments that are UTF-8 by themselves.
std::string every_character() {
  std::string text;
  for (char c = 1; c != 127; ++c) text += c;
  return text + "\x7F ä€😀";
}

class ConfigurationText : public SomeProgram {
 protected:
  /// The configuration after reading its own text.
  std::string again(const std::string& text) {
    read_file(text);
    return configuration();
  }
};

TEST_F(ConfigurationText, HoldsAllOptionsInForce) {
  read({"--out", "RUN", "--seed", "007", "--max-hours", "1e-3", "--force"});
  EXPECT_THAT(configuration(),
              StartsWith("quiet = false\nverbose = false\nout = \"RUN\"\nseed = 7\npatches = 20\n"
                         "levels = \"published\"\nstage = \"simulate,classify\"\n"
                         "max-hours = 0.001\nforce = true\n"));
  for (const auto& [name, value] : values_of(ModelParameters{})) {
    EXPECT_THAT(configuration(), HasSubstr(fmt::format("\n{} = {}\n", name, value)));
  }
}

TEST_F(ConfigurationText, LeavesOutWhatIsNotGivenAndHasNoDefault) {
  EXPECT_THAT(refusal([&] { read({}); }), HasSubstr("--out is required"));
  EXPECT_THAT(configuration(), Not(HasSubstr("out =")));
}

TEST_F(ConfigurationText, ComesBackAsTheSame) {
  const std::vector<std::vector<std::string>> command_lines = {
      {"--out", "RUN"},
      {"--out", every_character()},
      {"--out", "RUN", "--seed", "18446744073709551615"},
      {"--out", "RUN", "--seed", "9223372036854775808"},
      {"--out", "RUN", "--seed", "9223372036854775807"},
      {"--out", "RUN", "--levels", "0,0.5", "--stage", "classify,simulate"},
      {"--out", "RUN", "--levels", ""},
      {"--out", "RUN", "--max-hours", ".1", "--tau-z-ms", "5.", "--force", "--quiet"},
      {"--out", "RUN", "--max-hours", "1e300", "--tau-z-ms", "+3e1"},
      {"--out", "RUN", "--max-hours", "5", "--tau-z-ms", "0x10"},
      {"--out", "RUN", "--max-hours", "0.1234567890123456789"},
      {"--out", "RUN", "--tau-z-ms", "-0"},
  };
  for (const std::vector<std::string>& words : command_lines) {
    read(words);
    const std::string text = configuration();
    const std::filesystem::path out = out_;
    EXPECT_EQ(again(text), text);
    EXPECT_EQ(out_, out);
  }
}

TEST_F(ConfigurationText, HoldsBytesThatAreNotUtf8) {
  read({"--out", "caf\xE9\n", "--seed", "3"});
  EXPECT_THAT(configuration(), HasSubstr("out = \"caf\\U0010FFE9\\u000A\"\nseed = 3\n"));
  for (const std::string bytes :
       {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE4\xBD", "\x80", "\xF8\x88\x80\x80\x80",
        "\xE0\x80\x80", "\xFF ä \xFE", "\U0010FF80\U0010FFFF\U0010FF7F"}) {
    read({"--out", bytes});
    const std::string text = configuration();
    EXPECT_THAT(text, HasSubstr("out = \"\\U0010FF")) << testing::PrintToString(bytes);
    EXPECT_EQ(again(text), text);
    EXPECT_EQ(out_, bytes);
  }
}

TEST_F(ConfigurationText, HoldsWhatTheProgramFoundOut) {
  read({"--out", "RUN", "--tau-z-ms", "41.5"});
  const std::string text = program_.configuration({{"tau-z-ms", "1"}, {"seed", "5"}});
  EXPECT_THAT(text, HasSubstr("\nseed = 5\n"));
  EXPECT_THAT(text, HasSubstr("\ntau-z-ms = 41.5\n")) << "what is given wins";
}

TEST_F(ConfigurationText, IsPrintedWithoutWhatARunRequires) {
  const auto print = [&](const std::vector<std::string>& words) {
    return read(words).value_or("nothing");
  };
  EXPECT_THAT(print({"--print-config", "--seed", "3"}), HasSubstr("\nseed = 3\n"));
  const std::string printed = print({"--print-config", "--out", "RUN"});
  EXPECT_EQ(printed, configuration());
  EXPECT_EQ(print({"--out", "RUN"}), "nothing");
  EXPECT_THAT(refusal([&] { print({"--print-config", "--sed", "3"}); }), HasSubstr("--seed"));
}

TEST_F(ConfigurationText, IsTheSameToPythonsReader) {
  if (std::system("python3 -c 'import tomllib' 2>/dev/null") != 0) {
    GTEST_SKIP() << "no python3 with tomllib";
  }
  read({"--out", every_character(), "--seed", "18446744073709551615", "--max-hours", ".1"});
  std::ofstream(path(), std::ios::binary) << configuration();
  std::ofstream(folder_.path() / "out", std::ios::binary) << every_character();
  const std::string script =
      "import sys, tomllib; got = tomllib.load(open(sys.argv[1], \"rb\")); "
      "assert got[\"out\"].encode() == open(sys.argv[2], \"rb\").read(), got[\"out\"]; "
      "assert got[\"seed\"] == \"18446744073709551615\"; assert got[\"max-hours\"] == 0.1; "
      "assert got[\"force\"] is False; assert got[\"tau-z-ms\"] == 40";
  const std::string command = fmt::format("python3 -c '{}' '{}' '{}'", script, path().string(),
                                          (folder_.path() / "out").string());
  EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST(TomlComment, StaysAComment) {
  EXPECT_EQ(toml_comment("a\nb = 1\r\x01"), "# a\n# b = 1\\x0d\\x01\n");
  EXPECT_EQ(toml_comment("Größe\xFF"), "# Größe\\xff\n");
}

}  // namespace
}  // namespace ebsnn::test
