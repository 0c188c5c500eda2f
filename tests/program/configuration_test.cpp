// Each program's configuration, printed or recorded in a file, goes back into --config of the same
// program.

#include "core/shell_words.hpp"
#include "h5/file.hpp"
#include "program/in_process.hpp"
#include "system/expectations.hpp"
#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class Configuration : public testing::Test {
 protected:
  [[nodiscard]] fs::path in(const std::string& name) const { return folder_ / name; }

  /// What --print-config prints after these options.
  [[nodiscard]] std::string printed(const std::string& program,
                                    std::vector<std::string> options) const {
    options.emplace_back("--print-config");
    const Outcome outcome = run({program, options});
    expect_done(outcome);
    return outcome.out;
  }

  /// What it prints after reading this text.
  [[nodiscard]] std::string printed_after(const std::string& program,
                                          const std::string& text) const {
    write_text(in("again.toml"), text);
    return printed(program, {"--config", in("again.toml").string()});
  }

  /// The recorded configuration of `file` is a file for --config, and names the data.
  void expect_goes_back(const std::string& program, const fs::path& file) const {
    const Provenance provenance = read_provenance(h5::File::open(file));
    EXPECT_EQ(printed_after(program, provenance.full_configuration), provenance.full_configuration);
    EXPECT_EQ(provenance.command_line, shell_line(provenance.arguments));
  }

  TemporaryFolder folder_;
};

TEST_F(Configuration, PrintedComesBackAsTheSame) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> command_lines = {
      {"ebsnn_train", {"--tau-z-ms", "41.5", "--out", "a \"b\" #c"}},
      {"ebsnn_eval", {"--levels", "0,0.5", "--stage", "classify", "--svm-c", "1e-3"}},
      {"ebsnn_eval", {"--svm-c", "auto", "--scaling", "l2"}},
      {"ebsnn_pack", {"--data", "caf\xC3\xA9", "--force"}},
      {"ebsnn_synth", {"--mnist", "M", "--threshold-on", "0.25"}},
      {"ebsnn_measure", {"--levels", "0,0.5", "--what", "ei"}},
      {"ebsnn_vary", {"--operations", "scale INtoV1=0.5,shuffle rows"}},
      {"ebsnn_study", {"--plan", "p.toml", "--stage", "train,test"}},
      {"ebsnn_compare", {"--paired", "--csv", "C:\\figures.csv"}},
      {"ebsnn_show", {"--corruption", "all", "--network", "N"}},
      {"ebsnn_corrupt", {"--sensor-seed", "7", "--suite", "ec1"}},
      {"ebsnn_score", {"--reference", "other.csv", "--suite", "ec1"}},
  };
  for (const auto& [program, options] : command_lines) {
    const std::string text = printed(program, options);
    EXPECT_EQ(printed_after(program, text), text);
    EXPECT_THAT(text, HasSubstr(fmt::format("\n{} = ", options.front().substr(2))));
  }
}

TEST_F(Configuration, IsTheSameForLevelAndLevels) {
  for (const char* program : {"ebsnn_eval", "ebsnn_measure", "ebsnn_corrupt", "ebsnn_show"}) {
    const std::string text = printed(program, {"--level", "0,0.5"});
    EXPECT_THAT(text, HasSubstr(" = \"0,0.5\"\n"));
    EXPECT_EQ(printed(program, {"--levels", "0,0.5"}), text);
  }
}

TEST_F(Configuration, OfANetworkThatIsEvaluatedIsNotThePublishedOne) {
  // Otherwise the printed file would put the published parameters over those of the network.
  EXPECT_THAT(printed("ebsnn_eval", {}), Not(HasSubstr("tau-z-ms")));
  EXPECT_THAT(printed("ebsnn_synth", {"--mnist", "M"}), Not(HasSubstr("train = ")));
}

TEST_F(Configuration, InEveryFileGoesBack) {
  const std::string network = in("net/network.h5").string();
  write_text(in("train.toml"), fmt::format("data = \"{}\"\nout = \"{}\"\npatches = 3\n"
                                           "tau-z-ms = 41.5\n",
                                           kSynthetic, in("net").string()));
  expect_done(run({"ebsnn_train", {"--config", in("train.toml").string()}}));
  write_text(in("eval.toml"), fmt::format("data = \"{}\"\nnetwork = '{}'\nout = \"{}\"\n"
                                          "corruption = [\"drop_event\"]\nlevels = [\n 0, 0.5\n]\n",
                                          kSynthetic, network, in("run#2").string()));
  expect_done(run({"ebsnn_eval", {"--config", in("eval.toml").string()}}));
  expect_goes_back("ebsnn_train", network);
  expect_goes_back("ebsnn_eval", in("run#2/activity/train.h5"));
  const Provenance results = read_provenance(h5::File::open(in("run#2/results.h5")));
  const Provenance unit = read_provenance(h5::File::open(in("run#2/activity/train.h5")));
  for (const std::string& line :
       {fmt::format("data = \"{}\"\n", kSynthetic), fmt::format("network = \"{}\"\n", network),
        std::string("levels = \"0,0.5\"\n")}) {
    EXPECT_THAT(results.full_configuration, HasSubstr(line));
    EXPECT_THAT(unit.full_configuration, HasSubstr(line));
  }
  EXPECT_THAT(unit.full_configuration, HasSubstr("\ntau-z-ms = 41.5\n")) << "as in the network";
}

TEST_F(Configuration, OfDataGoesBack) {
  const std::string made = in("made.h5").string();
  expect_done(run({"ebsnn_synth", {"--out", made, "--train", "10", "--test", "10"}}));
  expect_goes_back("ebsnn_synth", made);
  expect_done(run({"ebsnn_pack", {"--data", made, "--out", in("packed.h5").string()}}));
  expect_goes_back("ebsnn_pack", in("packed.h5"));
  expect_done(run({"ebsnn_show", {"--data", made, "--events", in("shown.h5").string()}}));
  expect_goes_back("ebsnn_show", in("shown.h5"));
}

TEST_F(Configuration, OfAFolderIsNotBrokenByItsCommandLine) {
  const fs::path out = in("new\nthreshold-on = 7 # \"line\"");
  expect_done(run({"ebsnn_synth", {"--out", out.string(), "--train", "10", "--test", "0"}}));
  const std::string text = printed_after("ebsnn_synth", read_text(out / "ebsnn_synth.toml"));
  EXPECT_THAT(text, HasSubstr("threshold-on = 0.219\n"));
  EXPECT_THAT(text, HasSubstr("train = 10\ntest = 0\n"));
}

}  // namespace
}  // namespace ebsnn::test
