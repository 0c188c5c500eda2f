// ebsnn_compare as a user starts it: equal data have no distance, in whatever form they are; data
// that cannot be compared are refused.

#include "program/in_process.hpp"
#include "system/expectations.hpp"
#include "system/small_inputs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

namespace ebsnn::test {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

constexpr const char* kProgram = "ebsnn_compare";

Outcome compare(const std::string& a, const std::string& b, std::vector<std::string> more = {}) {
  std::vector<std::string> options{"--data", a, "--with", b};
  options.insert(options.end(), more.begin(), more.end());
  return run({kProgram, options, ranks()});
}

/// The last cell of each line about a distance, by the name of the line.
std::map<std::string, double> distances_in(const std::filesystem::path& csv) {
  std::map<std::string, double> distances;
  std::istringstream lines(read_text(csv));
  for (std::string line; std::getline(lines, line);) {
    const std::string number = line.substr(line.rfind(',') + 1);
    if (number.empty() || number == "distance") continue;
    distances[line.substr(1, line.rfind('"') - 1)] = std::stod(number);
  }
  return distances;
}

void expect_no_distance(const std::filesystem::path& csv, std::size_t number) {
  const std::map<std::string, double> distances = distances_in(csv);
  EXPECT_EQ(distances.size(), number);
  for (const auto& [name, value] : distances) {
    const bool none_is_0 = name.ends_with("KS") || name.ends_with("SD");
    EXPECT_NEAR(value, none_is_0 ? 0.0 : 1.0, 1e-12) << name;
  }
}

TEST(Compare, FindsNoDistanceOfDataToThemselves) {
  const TemporaryFolder folder;
  const std::string csv = (folder / "figures.csv").string();
  const Outcome outcome = compare(kSynthetic, kSynthetic, {"--paired", "--csv", csv});
  expect_done(outcome);
  EXPECT_THAT(outcome.out, ContainsRegex("recordings +20 +20\n"));
  EXPECT_THAT(outcome.out, ContainsRegex("pairs, count maps: mean correlation +1\\.0000\n"));
  EXPECT_EQ(count_of(outcome.out, "pairs, count maps"), 1U);
  expect_no_distance(csv, 12);
  expect_done(compare(kSynthetic, kSynthetic, {"--split", "test", "--csv", csv}));
  expect_no_distance(csv, 7);
}

TEST(Compare, TakesEveryFormOfData) {
  const TemporaryFolder folder;
  const std::string made = (folder / "made").string();
  const std::string packed = (folder / "made.h5").string();
  expect_done(run({"ebsnn_synth", {"--train", "20", "--test", "10", "--out", made}}));
  pack_folder(made, packed);
  const std::string csv = (folder / "figures.csv").string();
  for (const std::string& other : {made, packed}) {
    expect_done(compare(kSynthetic, other, {"--paired", "--quiet", "--csv", csv}));
    expect_no_distance(csv, 12);
  }
}

TEST(Compare, UsesAsManyAsAsked) {
  const Outcome outcome = compare(kSynthetic, "synthetic:train=40,seed=2", {"--limit", "30"});
  expect_done(outcome);
  EXPECT_THAT(outcome.out, ContainsRegex("recordings +20 +30\n"));
  const Outcome paired = compare(kSynthetic, kSynthetic, {"--paired", "--limit", "10"});
  EXPECT_THAT(paired.out, ContainsRegex("recordings +10 +10\n"));
  EXPECT_THAT(paired.out, ContainsRegex("of class 9, mean +[0-9.]+ +[0-9.]+\n"));
}

TEST(Compare, RefusesWhatCannotBeCompared) {
  const TemporaryFolder folder;
  const std::string no_test = "synthetic:train=20,test=0";
  expect_error(compare(kSynthetic, no_test, {"--split", "test"}), 2,
               {"--with " + no_test, "no test recordings"});
  expect_error(compare(no_test, kSynthetic, {"--split", "test"}), 2, {"--data " + no_test});
  expect_error(compare(kSynthetic, "synthetic:train=10", {"--paired"}), 2,
               {"--paired", "20 recordings", "10 in --with"});
  Files files = one_a_class();
  const std::string ten = (folder / "ten").string();
  write_files(ten, files);
  files["Train/0/00011.bin"] = files["Train/9/00001.bin"];
  files.erase("Train/9/00001.bin");
  const std::string other_ten = (folder / "other").string();
  write_files(other_ten, files);
  expect_error(compare(ten, other_ten, {"--paired"}), 2,
               {"--paired", "00001.bin (digit 1)", "00011.bin (digit 0)"});
}

TEST(Compare, NamesWhatIsWrong) {
  const TemporaryFolder folder;
  const std::string missing = (folder / "missing").string();
  expect_error(compare(kSynthetic, missing), 2, {missing});
  expect_error(compare(kSynthetic, kSynthetic, {"--split", "both"}), 2, {"--split", "both"});
  expect_error(compare(kSynthetic, kSynthetic, {"--limit", "-1"}), 2, {"--limit", "-1"});
  expect_error(compare(kSynthetic, kSynthetic, {"--csv", folder.path().string()}), 2,
               {"--csv", "is a folder"});
  expect_error(compare(missing, missing, {"--csv", "/proc/cpuinfo/new.csv"}), 2,
               {"--csv /proc/cpuinfo", "Not a directory"});
  expect_error(run({kProgram, {"--data", kSynthetic}}), 2, {"--with is required"});
  EXPECT_TRUE(files_in(folder.path()).empty());
}

TEST(Compare, TellsItsOptions) {
  const Outcome help = run({kProgram, {"--help"}});
  EXPECT_EQ(help.exit_code, 0);
  for (const char* part : {"--with", "--paired", "(default: train)", "are in ms", "Example:"}) {
    EXPECT_THAT(help.out, HasSubstr(part));
  }
}

}  // namespace
}  // namespace ebsnn::test
