// results.h5 and results.csv hold the results, in the documented layout.

#include "storage/results_file.hpp"

#include "core/error.hpp"
#include "h5/file.hpp"
#include "storage/atomic_file.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>

namespace ebsnn {
namespace {

/// 3 of 4 recordings are correct; the wrong one is a 7 predicted as a 1.
ConfusionMatrix three_of_four() {
  ConfusionMatrix confusion(10);
  confusion.add(0, 0);
  confusion.add(1, 1);
  confusion.add(1, 1);
  confusion.add(7, 1);
  return confusion;
}

/// Three results of the ten digits.
ResultTable some_results() {
  ConfusionMatrix none_right(10);
  none_right.add(2, 3);
  return {{{"drop_event", "fraction", 0.0, three_of_four()},
           {"drop_event", "fraction", 0.1, none_right},
           {"time_jitter", "ms", 100.0, three_of_four()}},
          {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
          "00000000000000aa"};
}

/// One result of a class for each name; the first one is taken for the last.
ResultTable result_of(const std::vector<std::string>& class_names) {
  ConfusionMatrix confusion(class_names.size());
  confusion.add(0, static_cast<Label>(class_names.size() - 1));
  return {{{"drop_event", "fraction", 0.5, confusion}}, class_names, "00000000000000aa"};
}

std::size_t columns(const std::string& line) {
  return static_cast<std::size_t>(std::count(line.begin(), line.end(), ',')) + 1;
}

TEST(ResultsFile, HoldsOneGroupACorruption) {
  const test::TemporaryFolder folder;
  write_results(folder.path() / "results.h5", some_results(), {"v1", "l2", "0.5"}, {});
  const h5::File file = h5::File::open(folder.path() / "results.h5");
  EXPECT_EQ(file.members("/"), (std::vector<std::string>{"drop_event", "time_jitter"}));
  EXPECT_EQ(file.read<double>("/drop_event/level"), (std::vector<double>{0.0, 0.1}));
  EXPECT_EQ(file.read_text("/time_jitter/level", "unit"), "ms");
  EXPECT_EQ(file.read_text("/", "code"), "v1");
  EXPECT_EQ(file.read_text("/", "scaling"), "l2");
  EXPECT_EQ(file.read_text("/", "svm_c"), "0.5");
  EXPECT_EQ(file.read_text("/", "readout"), "linear-svm");
  EXPECT_EQ(file.read<std::uint64_t>("/drop_event/n"), (std::vector<std::uint64_t>{4, 1}));
  EXPECT_EQ(file.read<double>("/drop_event/accuracy_percent"), (std::vector<double>{75.0, 0.0}));
  EXPECT_EQ(file.shape("/drop_event/confusion"), (h5::Shape{2, 10, 10}));
  EXPECT_EQ(file.read<std::uint64_t>("/drop_event/confusion")[7 * 10 + 1], 1U);
  EXPECT_EQ(file.read<std::uint64_t>("/drop_event/confusion")[100 + 2 * 10 + 3], 1U);
  const std::vector<double> wilson = file.read<double>("/drop_event/wilson_95_percent");
  EXPECT_NEAR(wilson[0], 30.06, 0.01);  // 3 of 4, by hand
  EXPECT_NEAR(wilson[1], 95.44, 0.01);
}

TEST(ResultsFile, SaysHowToDrawACorruption) {
  const test::TemporaryFolder folder;
  ResultTable table = some_results();
  table.results.push_back({"drop_event=0.3+time_jitter=9", "condition", 1.0, three_of_four()});
  write_results(folder.path() / "results.h5", table, {}, {});
  const h5::File file = h5::File::open(folder.path() / "results.h5");
  EXPECT_EQ(file.read_text("/time_jitter", "title"), "Time jitter");
  EXPECT_EQ(file.read_count("/time_jitter", "place"), 4U);
  EXPECT_EQ(file.read_count("/time_jitter", "published"), 1U);
  EXPECT_EQ(file.read_text("/time_jitter/level", "axis_label"), "Standard deviation (ms)");
  EXPECT_EQ(file.read_number("/time_jitter/level", "axis_scale"), 1.0);
  EXPECT_EQ(file.read<double>("/time_jitter/default_level").front(), 0.0);
  EXPECT_EQ(file.read_number("/time_jitter", "chance_percent"), 100.0 / 3);
  EXPECT_EQ(file.read_number("/drop_event", "chance_percent"), 25.0);  // 0, 1, 2 and 7
  EXPECT_FALSE(file.has_attribute("/drop_event=0.3+time_jitter=9", "title"));
}

TEST(ResultsFile, TableHasOneRowAResultWithAllCounts) {
  const test::TemporaryFolder folder;
  write_results_csv(folder.path() / "results.csv", some_results());
  std::istringstream text(test::bytes_of(folder.path() / "results.csv"));
  std::string header, first, second, third, more;
  std::getline(text, header);
  std::getline(text, first);
  std::getline(text, second);
  std::getline(text, third);
  EXPECT_FALSE(std::getline(text, more));
  EXPECT_EQ(header.rfind("corruption,level,unit,n,accuracy_percent,wilson_low_percent,"
                         "wilson_high_percent,confusion_0_0,confusion_0_1,",
                         0),
            0U);
  EXPECT_EQ(first.rfind("drop_event,0,fraction,4,75.0000,30.06", 0), 0U) << first;
  EXPECT_EQ(second.rfind("drop_event,0.1,fraction,1,0.0000,", 0), 0U) << second;
  EXPECT_EQ(third.rfind("time_jitter,100,ms,4,", 0), 0U) << third;
  EXPECT_EQ(columns(header), 107U);
  EXPECT_EQ(columns(first), 107U);
}

TEST(ResultsFile, GivesBackWhatWasWritten) {
  const test::TemporaryFolder folder;
  const ResultTable written = result_of({"airplane", "Bild, groß", "cup"});
  write_results(folder.path() / "results.h5", written, {}, {});
  const ResultTable table = read_results(folder.path() / "results.h5").table;
  EXPECT_EQ(table.class_names, written.class_names);
  EXPECT_EQ(table.test_data_checksum, written.test_data_checksum);
  ASSERT_EQ(table.results.size(), 1U);
  EXPECT_EQ(table.results[0].level, 0.5);
  EXPECT_EQ(table.results[0].unit, "fraction");
  EXPECT_EQ(table.results[0].confusion, written.results[0].confusion);
}

TEST(ResultsFile, WithoutNamesIsOfTenDigits) {
  const test::TemporaryFolder folder;
  write_h5_atomically(folder.path() / "results.h5",
                      [](h5::File& file) { write_provenance(file, {}); });
  EXPECT_EQ(read_results(folder.path() / "results.h5").table.class_names,
            some_results().class_names);
}

TEST(ResultsFile, TableNamesTheClasses) {
  const test::TemporaryFolder folder;
  write_results_csv(folder.path() / "results.csv", result_of({"cup", "a \"b\", c"}));
  EXPECT_EQ(test::bytes_of(folder.path() / "results.csv"),
            "corruption,level,unit,n,accuracy_percent,wilson_low_percent,wilson_high_percent,"
            "confusion_cup_cup,\"confusion_cup_a \"\"b\"\", c\",\"confusion_a \"\"b\"\", c_cup\","
            "\"confusion_a \"\"b\"\", c_a \"\"b\"\", c\"\n"
            "drop_event,0.5,fraction,1,0.0000,0.0000,79.3451,0,1,0,0\n");
}

TEST(ResultsFile, TableOfManyClassesHasNoCounts) {
  const test::TemporaryFolder folder;
  const auto header_of = [&](std::size_t classes) {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < classes; ++k) names.push_back(std::to_string(k));
    write_results_csv(folder.path() / "results.csv", result_of(names));
    std::istringstream text(test::bytes_of(folder.path() / "results.csv"));
    std::string header, row;
    std::getline(text, header);
    std::getline(text, row);
    EXPECT_EQ(columns(header), columns(row));
    return columns(header);
  };
  EXPECT_EQ(header_of(32), 7U + 32 * 32);
  EXPECT_EQ(header_of(33), 7U);
}

TEST(ResultsFile, RefusesResultsOfOtherClasses) {
  const test::TemporaryFolder folder;
  ResultTable table = some_results();
  table.class_names.pop_back();
  EXPECT_THAT([&] { write_results(folder.path() / "results.h5", table, {}, {}); },
              testing::ThrowsMessage<InputError>(
                  testing::HasSubstr("drop_event 0 has a confusion matrix of 10 classes, must be "
                                     "9")));
  EXPECT_THROW(write_results_csv(folder.path() / "results.csv", table), InputError);
}

}  // namespace
}  // namespace ebsnn
