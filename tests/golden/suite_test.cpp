// The suite ec1 is frozen: ec1.csv holds the checksums that manifest.csv of ebsnn_corrupt had when it
// was made, for 60 recordings of N-MNIST and for ten built-in digits, both with seed 1.

#include "core/checksum.hpp"
#include "corruption/corruption.hpp"
#include "emulator/synthetic_dataset.hpp"
#include "events/folder_dataset.hpp"
#include "events/nmnist.hpp"
#include "golden/golden_files.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace ebsnn::golden {
namespace {

constexpr std::uint64_t kSeed = 1;

/// The checksums of one column of ec1.csv, by unit.
std::map<std::string, std::string> frozen(int column) {
  std::ifstream file(EBSNN_SOURCE_DIR "/tests/golden/ec1.csv");
  std::map<std::string, std::string> checksums;
  std::string line;
  std::getline(file, line);  // the names
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::string unit;
    std::string checksum;
    std::getline(cells, unit, ',');
    for (int i = 0; i < column; ++i) std::getline(cells, checksum, ',');
    checksums[unit] = checksum;
  }
  return checksums;
}

/// That of the .bin files of a unit, one after the other.
std::string checksum_of_unit(const std::vector<Recording>& recordings, const Corruption& corruption,
                             double level) {
  Checksum sum;
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    std::vector<Event> events = recordings[i].events;
    corrupt(events, corruption, level, {}, kSeed, i);
    const std::vector<std::byte> bytes = encode_nmnist(events, fmt::format("recording {}", i));
    sum.add_bytes(bytes.data(), bytes.size());
  }
  return hex(sum.value());
}

void expect_frozen(const Dataset& data, const std::map<std::string, std::string>& expected,
                   const std::string& hint) {
  std::vector<Recording> recordings;
  for (std::size_t i = 0; i < data.size(); ++i) recordings.push_back(data.read(i));
  std::size_t units = 0;
  for (const Corruption* corruption : corruptions()) {
    for (const double level : corruption->severities) {
      ++units;
      const std::string unit = fmt::format("{} {}", corruption->name, level);
      ASSERT_TRUE(expected.contains(unit)) << unit << " is not in tests/golden/ec1.csv";
      EXPECT_EQ(checksum_of_unit(recordings, *corruption, level), expected.at(unit))
          << unit << ": its events have changed, but the suite ec1 is frozen, because results of "
          << "others are compared under it. Another definition, level or draw needs a new suite."
          << hint;
    }
  }
  EXPECT_EQ(units, expected.size()) << "units of the frozen suite are gone";
}

TEST(FrozenSuite, GivesTheSameEventsOfRealRecordings) {
  const auto recordings = find_recordings();
  if (!recordings) GTEST_SKIP() << "no recordings (EBSNN_NMNIST_DIR or ../shared/nmnist-1k)";
  std::vector<std::string> warnings;
  const auto data =
      open_folder_dataset(*recordings / "Test", ClassFolders({"0"}), kNmnistSensor, warnings);
  ASSERT_EQ(data->size(), 60U) << "ec1.csv is of other recordings";
  expect_frozen(*data, frozen(1), "");
}

TEST(FrozenSuite, GivesTheSameEventsOfBuiltInDigits) {
  const DataSource source = open_synthetic(parse_synthetic("synthetic:train=0,test=10,seed=1"));
  expect_frozen(*source.test, frozen(2),
                " Only if the emulated camera or its digits were meant to change, and the real "
                "recordings give what they gave, write new checksums into the column digits.");
}

}  // namespace
}  // namespace ebsnn::golden
