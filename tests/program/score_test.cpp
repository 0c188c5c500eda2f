// ebsnn_score as a user starts it: predictions of any model in, scores out.

#include "corruption/corruption.hpp"
#include "program/in_process.hpp"
#include "storage/predictions_file.hpp"
#include "system/expectations.hpp"
#include "system/launch.hpp"
#include "system/small_inputs.hpp"
#include "unit/events/made_up_data.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using Options = std::vector<std::string>;

constexpr std::size_t kRecordings = 10;

/// "clean", then those of ec1.
std::vector<std::string> units() {
  std::vector<std::string> names{"clean"};
  for (const Corruption* corruption : corruptions()) {
    for (const double level : corruption->severities) {
      names.push_back(fmt::format("{} {}", corruption->name, level));
    }
  }
  return names;
}

std::string recording(std::size_t i) { return fmt::format("{}/0000{}.bin", i, i); }

/// How many of the ten recordings, one of each digit, a model gets right: the first ones.
using Right = std::size_t (*)(const std::string& unit);

std::size_t strong(const std::string& unit) { return unit == "clean" ? 10 : 8; }
std::size_t weak(const std::string& unit) { return unit.starts_with("scale") ? 0 : 6; }

std::string row(const std::string& unit, std::size_t i, Right right) {
  return fmt::format("{},{},{}\n", unit, recording(i), i < right(unit) ? i : (i + 1) % 10);
}

constexpr const char* kHeader = "unit,recording,prediction\n";

std::string table(Right right) {
  std::string text = kHeader;
  for (const std::string& unit : units()) {
    for (std::size_t i = 0; i < kRecordings; ++i) text += row(unit, i, right);
  }
  return text;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t place = text.find(what);
  EXPECT_NE(place, std::string::npos) << what;
  return text.replace(place, what.size(), by);
}

std::string replaced_everywhere(const std::string& text, char what, const std::string& by) {
  std::string out;
  for (const char c : text) out += c == what ? by : std::string(1, c);
  return out;
}

class Score : public testing::Test {
 protected:
  [[nodiscard]] fs::path at(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] Outcome start(const Options& options) const {
    Launch launch("ebsnn_score", options, ranks());
    launch.arguments.insert(launch.arguments.end(), {"--suite", "ec1"});
    launch.folder = folder_.path();
    return run(launch);
  }
  /// The table that is printed for a file with this text.
  [[nodiscard]] std::string printed(const std::string& text, const Options& more = {}) const {
    write_text(at("model.csv"), text);
    Options options{"model.csv"};
    options.insert(options.end(), more.begin(), more.end());
    const Outcome outcome = start(options);
    expect_done(outcome);
    return outcome.out;
  }
  void refuses(const std::string& text, const std::vector<std::string>& says,
               const Options& more = {}) const {
    write_text(at("model.csv"), text);
    Options options{"model.csv"};
    options.insert(options.end(), more.begin(), more.end());
    expect_error(start(options), 2, says);
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(Score, ComparesWithAReference) {
  write_text(at("other.csv"), table(weak));
  const std::string out =
      printed(table(strong), {"--reference", "other.csv", "--csv", "scores.csv"});
  EXPECT_THAT(out, HasSubstr("96 units of 10 recordings, 10 classes; clean accuracy 100.00 % "
                             "(72.25 - 100.00 %)"));
  const std::string csv = read_text(at("scores.csv"));
  EXPECT_THAT(csv, HasSubstr("\nmodel,drop_event,3,0.6,accuracy,80.000000,49.0"));
  // Half of one step from 100 to 80, and four at 80; of five.
  EXPECT_THAT(csv, HasSubstr("\nmodel,drop_event,,,auc,82.000000,"));
  EXPECT_THAT(csv, HasSubstr("\nmodel,all,,,auc,82.000000,"));
  EXPECT_THAT(csv, HasSubstr("\nmodel,drop_event,,,s50,inf,"));
  // 20 / 40, and 20 / 100 for scale.
  EXPECT_THAT(csv, HasSubstr("\nmodel,drop_event,,,ce,0.500000,"));
  EXPECT_THAT(csv, HasSubstr("\nmodel,scale,,,ce,0.200000,"));
  EXPECT_THAT(csv, HasSubstr("\nmodel,all,,,mce,0.484211,"));
  EXPECT_THAT(csv, HasSubstr("\nmodel,scale,,,relative_ce,0.333333,"));
  EXPECT_THAT(csv, HasSubstr("\nmodel,drop_event,,,relative_ce,nan,"));
  EXPECT_THAT(csv, HasSubstr("\nreference,all,,,mce,1.000000,1.000000,1.000000,"));
  // Right on 8 and on none: p = 2 / 2^8, times 96 (Holm) is more than the 5 least p allow.
  EXPECT_THAT(csv, HasSubstr("\nmodel,scale,1,0.9,difference,80.000000,"));
  EXPECT_THAT(csv, HasSubstr(",0.0078125,0.75,\n"));
  EXPECT_THAT(csv, HasSubstr("\nmodel,clean,0,0,difference,40.000000,"));
}

TEST_F(Score, FindsTheLevelOfHalfSaturation) {
  // 10 clean, then 8, 6, 4, ...: half of 90 points above chance is left at 55 %, severity 2.25.
  const Right falls = [](const std::string& unit) -> std::size_t {
    if (unit == "rate_limit 20") return 8;
    if (unit == "rate_limit 10") return 6;
    if (unit.starts_with("rate_limit")) return 4;
    return unit.starts_with("scale") ? 0 : 10;
  };
  const std::string out = printed(table(falls), {"--csv", "scores.csv"});
  const std::string csv = read_text(at("scores.csv"));
  EXPECT_THAT(csv, HasSubstr("\nmodel,rate_limit,,8.75,s50,2.250000,"));
  EXPECT_THAT(csv, HasSubstr("\nmodel,scale,,,s50,0.450000,"));
  EXPECT_THAT(out, testing::ContainsRegex("rate_limit +80.0 +60.0 +40.0 +40.0 +40.0 +58.00 +8.75"));
  EXPECT_THAT(out, testing::ContainsRegex("scale [^\n]*< sev. 1"));
  EXPECT_THAT(out, testing::ContainsRegex("drop_event [^\n]*> sev. 5"));
  EXPECT_THAT(csv, Not(HasSubstr("mce"))) << "there is no reference";
}

TEST_F(Score, ReadsWhatSpreadsheetsWrite) {
  const std::string text = table(strong);
  const std::string expected = printed(text);
  EXPECT_EQ(printed("\xef\xbb\xbf" + replaced_everywhere(text, '\n', "\r\n")), expected);
  EXPECT_EQ(printed(replaced(text, "clean,0/00000.bin,0", "\"clean\",\"Test\\0\\00000.bin\",0")),
            expected);
  EXPECT_EQ(printed(replaced(text, "\ndrop_event 0.2,", "\n\ndrop_event 0.20,")), expected);
  EXPECT_EQ(printed(text.substr(0, text.size() - 1)), expected) << "no line end after the last row";
}

TEST_F(Score, OrderOfRowsAndColumnsDoesNotMatter) {
  std::string rows;
  std::vector<std::string> names = units();
  std::reverse(names.begin(), names.end());
  for (const std::string& unit : names) {
    for (std::size_t i = kRecordings; i-- > 0;) {
      rows += fmt::format("{},{},{},{},7\n", i, i < strong(unit) ? i : (i + 1) % 10, i, unit);
    }
  }
  EXPECT_EQ(printed("label,prediction,recording,unit,more\n" + rows), printed(table(strong)));
}

TEST_F(Score, TakesClassesFromTheData) {
  for (std::size_t i = 0; i < kRecordings; ++i) write_bytes(at("data/Test") / recording(i), {});
  const std::string expected = printed(table(strong));
  EXPECT_EQ(printed(table(strong), {"--data", "data"}), expected);
  std::string indices = kHeader;
  for (const std::string& unit : units()) {
    for (std::size_t i = 0; i < kRecordings; ++i) {
      indices += fmt::format("{},{},{}\n", unit, i, i < strong(unit) ? i : (i + 1) % 10);
    }
  }
  EXPECT_EQ(printed(indices, {"--data", "data"}), expected);
  refuses(indices, {"model.csv: line 2: the class of recording '0' is not known", "--data"});
  refuses(replaced(indices, "clean,9,", "clean,10,"),
          {"line 11: recording '10' is not among the 10 test recordings", "0 .. 9"},
          {"--data", "data"});
  refuses("unit,recording,prediction,label\nclean,3,3,4\n",
          {"line 2: label '4' of recording '3' is not '3', its class in --data"},
          {"--data", "data"});
}

TEST_F(Score, ReadsRunFolders) {
  std::vector<Label> labels;
  std::vector<std::uint64_t> indices;
  std::vector<std::string> classes;
  for (std::size_t i = 0; i < kRecordings; ++i) {
    labels.push_back(static_cast<Label>(i));
    indices.push_back(i);
    classes.push_back(fmt::format("{}", i));
  }
  fs::create_directories(at("RUN"));
  const auto write_run = [&](bool whole) {
    write_predictions(at("RUN/predictions.h5"), {classes, {}, "", {}}, [&](const WriteUnit& write) {
      for (const Corruption* corruption : corruptions()) {
        for (const double level : suite_levels(*corruption)) {
          if (!whole && corruption->name == "rotate" && level == 1.0) continue;
          const std::string unit =
              level == 0.0 ? "clean" : fmt::format("{} {}", corruption->name, level);
          std::vector<Label> predicted;
          for (std::size_t i = 0; i < kRecordings; ++i) {
            predicted.push_back(static_cast<Label>(i < strong(unit) ? i : (i + 1) % 10));
          }
          write({std::string(corruption->name), level, predicted, std::vector<float>(100), labels,
                 indices});
        }
      }
    });
  };
  write_run(true);
  const std::string expected = printed(table(strong));
  for (const std::string name : {"RUN", "RUN/predictions.h5"}) {
    EXPECT_EQ(start({name}).out, expected) << name;
  }
  write_run(false);
  expect_error(start({"RUN"}), 2, {"RUN/predictions.h5", "'rotate 1'", "--suite ec1"});
}

TEST_F(Score, NamesTheFirstRowThatIsMissingOrOccursTwice) {
  const std::string text = table(strong);
  const std::string first = row("drop_event 0.4", 3, strong);
  refuses(replaced(replaced(text, row("scale 0.9", 0, strong), ""), first, ""),
          {"model.csv: has no row of the unit 'drop_event 0.4' and the recording '3/00003.bin'"});
  refuses(replaced(text, first, first + first),
          {"model.csv: line 26: unit 'drop_event 0.4', recording '3/00003.bin' occur for the "
           "second time"});
  refuses(kHeader + row("clean", 0, strong),
          {"has no rows of the unit 'drop_event 0.2'; the suite ec1 has 96 units"});
  refuses(kHeader, {"has no rows of the unit 'clean'"});
}

TEST_F(Score, NamesFileLineAndValueOfBadRows) {
  const std::string text = table(strong);
  const auto refuses_row = [&](std::string_view by, const std::vector<std::string>& says) {
    refuses(replaced(text, "drop_event 0.2,0/00000.bin,0", by), says);
  };
  refuses_row("drop_event 0.3,0/00000.bin,0",
              {"model.csv: line 12: unit 'drop_event 0.3'", "0.2, 0.4, 0.6, 0.8, 0.9"});
  refuses_row("train,0/00000.bin,0", {"line 12: unit 'train' is not of the suite ec1", "manifest"});
  refuses_row("drop_event 0.2,0/00000.bin,ten",
              {"line 12: prediction 'ten' is not among the classes 0, 1, 2"});
  refuses_row("drop_event 0.2,0/00000.bin,1.0", {"line 12: prediction '1.0'"});
  refuses_row("drop_event 0.2,0/00000.bin,", {"line 12: prediction is empty"});
  refuses_row("drop_event 0.2,,0", {"line 12: recording is empty"});
  refuses_row("drop_event 0.2,0/00000.bin", {"line 12: ", "has 2 cells, the first line has 3"});
  refuses_row("drop_event 0.2,\"0/00000.bin,0", {"line 12: ", "a quote that is not closed"});
  refuses_row("drop_event 0.2,0/\xe9.bin,0", {"line 12: ", "0/\\xe9.bin", "not text in UTF-8"});
  refuses_row("drop_event 0.2," + std::string(70000, 'x') + ",0",
              {"line 12: is longer than 65536 bytes"});
}

TEST_F(Score, RefusesFilesOfOtherKinds) {
  refuses("", {"model.csv: is empty", "unit,recording,prediction"});
  refuses("clean,0/00000.bin,0\n", {"line 1: 'clean,0/00000.bin,0' has no column 'unit'"});
  refuses(replaced_everywhere(table(strong), ',', ";"), {"line 1: ", "separated by commas"});
  refuses(std::string("\xff\xfeu\0n\0", 6), {"line 1: ", "not text in UTF-8"});
  expect_error(start({"nowhere.csv"}), 2, {"nowhere.csv: cannot be read"});
  write_text(at("other.csv"), replaced(table(weak), "9/00009.bin", "9/00008.bin"));
  refuses(table(strong), {"other.csv: has no row of the unit"}, {"--reference", "other.csv"});
  std::string fewer = kHeader;
  for (const std::string& unit : units()) fewer += row(unit, 0, weak);
  write_text(at("other.csv"), fewer);
  refuses(table(strong), {"other.csv: lacks the recording '1/00001.bin' of model.csv"},
          {"--reference", "other.csv"});
  write_text(at("scores.csv"), "");
  refuses(table(strong), {"--csv scores.csv: exists already"}, {"--csv", "scores.csv"});
}

}  // namespace
}  // namespace ebsnn::test
