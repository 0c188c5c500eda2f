// predictions.h5 and results.tidy.csv, in the documented layout.

#include "storage/predictions_file.hpp"

#include "core/error.hpp"
#include "h5/file.hpp"
#include "storage/tidy_results.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;

PredictionsOrigin some_origin() {
  return {{"cup", "dog", "ä"}, {"v1", "l2", "auto"}, "00000000000000aa", {}};
}

UnitPredictions some_unit(const std::string& corruption, double level) {
  return {corruption, level, {2, 0}, {-1.5F, 0.25F, 3.0F, 1.0F, -2.0F, 0.5F}, {2, 1}, {7, 65'536}};
}

TEST(PredictionsFile, HoldsOneGroupAUnit) {
  const test::TemporaryFolder folder;
  write_predictions(folder.path() / "predictions.h5", some_origin(), [](const WriteUnit& write) {
    write(some_unit("drop_event", 0.1));
    write(some_unit("drop_event", 1.0));
  });
  const h5::File file = h5::File::open(folder.path() / "predictions.h5");
  EXPECT_EQ(file.members("/"), (std::vector<std::string>{"class_name", "drop_event"}));
  EXPECT_EQ(file.members("/drop_event"), (std::vector<std::string>{"0.1", "1"}));
  EXPECT_EQ(file.read_strings("/class_name"), some_origin().class_names);
  EXPECT_EQ(file.shape("/drop_event/0.1/margin"), (h5::Shape{2, 3}));
  EXPECT_EQ(file.read_rows<float>("/drop_event/0.1/margin", 1, 1),
            (std::vector<float>{1.0F, -2.0F, 0.5F}));
  EXPECT_EQ(file.read<Label>("/drop_event/1/prediction"), (std::vector<Label>{2, 0}));
  EXPECT_EQ(file.read_text("/", "scaling"), "l2");
  EXPECT_EQ(file.read_text("/", "svm_c"), "auto");
  EXPECT_EQ(file.read_text("/", "code"), "v1");
  EXPECT_EQ(file.read_text("/", "readout"), "linear-svm");
}

TEST(PredictionsFile, GivesBackWhatWasWritten) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "predictions.h5";
  write_predictions(path, some_origin(),
                    [](const WriteUnit& write) { write(some_unit("drop_event", 0.1)); });
  const StoredPredictions stored(path);
  EXPECT_TRUE(stored.holds("drop_event", 0.1));
  EXPECT_FALSE(stored.holds("drop_event", 0.2));
  EXPECT_FALSE(stored.holds("drop_area", 0.1));
  EXPECT_EQ(stored.read("drop_event", 0.1), some_unit("drop_event", 0.1));
  EXPECT_EQ(stored.test_data_checksum(), "00000000000000aa");
}

TEST(PredictionsFile, StaysAsItWasIfPredictingFails) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "predictions.h5";
  write_predictions(path, some_origin(),
                    [](const WriteUnit& write) { write(some_unit("drop_event", 0.1)); });
  const std::string before = test::bytes_of(path);
  EXPECT_THROW(
      write_predictions(path, some_origin(),
                        [](const WriteUnit& /*write*/) { throw InputError("a unit is damaged"); }),
      InputError);
  EXPECT_EQ(test::bytes_of(path), before);
}

std::vector<Result> two_results() {
  ConfusionMatrix confusion(10);
  confusion.add(0, 0);
  confusion.add(7, 1);
  return {{"drop_event", "fraction", 0.1, confusion}, {"time_jitter", "ms", 100.0, confusion}};
}

const std::string kTidyHeader =
    "code,scaling,svm_c,corruption,level,unit,n,accuracy_percent,wilson_low_percent,"
    "wilson_high_percent,source\n";

TEST(TidyResults, HaveOneRowAReadoutAndResult) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "results.tidy.csv";
  std::vector<TidyRow> rows = tidy_rows({"v1", "l2", "auto"}, two_results());
  for (TidyRow& row : rows) row.source = "network";
  write_tidy_results(path, rows);
  EXPECT_EQ(test::bytes_of(path),
            kTidyHeader +
                "v1,l2,auto,drop_event,0.1,fraction,2,50.0000,9.4531,90.5469,network\n"
                "v1,l2,auto,time_jitter,100,ms,2,50.0000,9.4531,90.5469,network\n");
  EXPECT_EQ(read_tidy_results(path), rows);
}

// Reading a pipe would wait for its writer, whatever signals come.
TEST(TidyResults, AreAPlainFile) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "results.tidy.csv";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_THAT([&] { (void)read_tidy_results(path); },
              ThrowsMessage<InputError>(HasSubstr("is not a plain file")));
}

TEST(TidyResults, OfOlderBuildsDoNotTellWhatCodesAreMadeFrom) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "results.tidy.csv";
  std::ofstream(path) << "code,scaling,svm_c,corruption,level,unit,n,accuracy_percent,"
                         "wilson_low_percent,wilson_high_percent\n"
                         "v1,counts,1,drop_event,0.1,fraction,2,50,9,90\n";
  const std::vector<TidyRow> rows = read_tidy_results(path);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows.front().source, "");
  EXPECT_EQ(rows.front().rest, "fraction,2,50,9,90");
}

TEST(TidyResults, MayHaveBeenSavedBySpreadsheets) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "results.tidy.csv";
  std::string text = kTidyHeader + "v1,counts,1,drop_event,0.1,fraction,2,50,9,90,network\n";
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) {
    text.insert(at, "\r");
  }
  std::ofstream(path) << text;
  ASSERT_EQ(read_tidy_results(path).size(), 1U);
  EXPECT_EQ(read_tidy_results(path).front().rest, "fraction,2,50,9,90");
}

TEST(TidyResults, AreNoneWhereThereIsNoFile) {
  const test::TemporaryFolder folder;
  EXPECT_THAT(read_tidy_results(folder.path() / "results.tidy.csv"), IsEmpty());
}

TEST(TidyResults, NameTheLineThatIsNoRow) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "results.tidy.csv";
  const auto reading = [&](const std::string& text) {
    std::ofstream(path) << text;
    return [&path] { (void)read_tidy_results(path); };
  };
  EXPECT_THAT(
      reading("corruption,level\n"),
      ThrowsMessage<InputError>(HasSubstr("results.tidy.csv: line 1 is 'corruption,level'")));
  EXPECT_THAT(reading(kTidyHeader + "v1,counts,1,drop_event,much,fraction,2,50,9,90,network\n"),
              ThrowsMessage<InputError>(HasSubstr("line 2 is 'v1,counts,1,drop_event,much")));
  EXPECT_THAT(reading(kTidyHeader + "v1,counts,1,drop_event\n"),
              ThrowsMessage<InputError>(HasSubstr("line 2")));
}

TEST(ReadoutKey, SortsByCodeScalingAndCost) {
  const ReadoutKey one{"v1", "counts", "1"};
  EXPECT_FALSE(readout_comes_before(one, one));
  EXPECT_TRUE(readout_comes_before({"v1", "counts", "0.5"}, one));
  EXPECT_TRUE(readout_comes_before(one, {"v1", "counts", "10"}));
  EXPECT_TRUE(readout_comes_before({"v1", "counts", "1e-05"}, {"v1", "counts", "0.001"}));
  EXPECT_TRUE(readout_comes_before({"v1", "counts", "10"}, {"v1", "counts", "auto"}));
  EXPECT_TRUE(readout_comes_before({"v1", "counts", "auto"}, {"v1", "l2", "1"}));
  EXPECT_TRUE(readout_comes_before({"lgn", "l2", "1"}, one));
}

}  // namespace
}  // namespace ebsnn
