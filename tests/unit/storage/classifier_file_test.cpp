// classifier.h5 holds what a classifier records, its scaling and its cross-validation.

#include "storage/classifier_file.hpp"

#include "h5/file.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

h5::File written(const test::TemporaryFolder& folder, const ClassifierRecord& record,
                 const ClassifierOrigin& origin) {
  write_classifier(folder.path() / "classifier.h5", record, origin);
  return h5::File::open(folder.path() / "classifier.h5");
}

TEST(ClassifierFile, HoldsTheRecord) {
  ClassifierRecord record;
  record.datasets = {{"class", std::vector<std::uint8_t>{3, 8}, {2}, {}},
                     {"weights", std::vector<double>{1, 2, 3, 4, 5, 6}, {2, 3}, {{"axes", "a, b"}}},
                     {"iterations", std::vector<std::uint32_t>{4, 5}, {2}, {}}};
  record.texts = {{"solver", "by hand"}};
  record.numbers = {{"tolerance", 1e-4}};
  const test::TemporaryFolder folder;
  const h5::File file =
      written(folder, record, {{"v1", "counts", "0.5"}, "row, column", {}, {}, {}});
  EXPECT_EQ(file.members("/"),
            (std::vector<std::string>{"class", "feature_and_bias", "iterations", "weights"}));
  EXPECT_EQ(file.read<std::uint8_t>("/class"), (std::vector<std::uint8_t>{3, 8}));
  EXPECT_EQ(file.shape("/weights"), (h5::Shape{2, 3}));
  EXPECT_EQ(file.read_rows<double>("/weights", 1, 1), (std::vector<double>{4, 5, 6}));
  EXPECT_EQ(file.read_text("/weights", "axes"), "a, b");
  EXPECT_EQ(file.read_text("/", "solver"), "by hand");
  EXPECT_EQ(file.read_number("/", "tolerance"), 1e-4);
  EXPECT_EQ(file.read_text("/", "svm_c"), "0.5");
  EXPECT_EQ(file.read_text("/", "feature_axes"), "row, column");
  EXPECT_EQ(file.read_text("/", "readout"), "linear-svm");
}

TEST(ClassifierFile, HoldsTheFittedScaling) {
  const std::vector<std::uint16_t> counts{1, 2, 3, 6};
  const test::TemporaryFolder folder;
  const h5::File zscore =
      written(folder, {}, {{}, "", fit_scaling(ScalingRule::zscore, counts, 2), {}, {}});
  EXPECT_EQ(zscore.read<double>("/scaling_mean"), (std::vector<double>{2, 4}));
  EXPECT_EQ(zscore.read<double>("/scaling_standard_deviation"), (std::vector<double>{1, 2}));
  const h5::File meanrate =
      written(folder, {}, {{}, "", fit_scaling(ScalingRule::meanrate, counts, 2), {}, {}});
  EXPECT_EQ(meanrate.read_number("/", "scaling_mean_count"), 3.0);
  EXPECT_FALSE(meanrate.contains("/scaling_mean"));
}

TEST(ClassifierFile, HoldsTheCrossValidation) {
  std::vector<std::uint64_t> correct(kCostCandidates.size() * kFolds, 1);
  correct[2 * kFolds] = 4;
  const CostChoice choice = choose_cost(correct, {4, 4, 4, 4, 3});
  const test::TemporaryFolder folder;
  const h5::File file = written(folder, {}, {{"v1", "counts", "auto"}, "", {}, choice, {}});
  EXPECT_EQ(file.read<double>("/cross_validation/cost"),
            (std::vector<double>{1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0}));
  EXPECT_EQ(file.shape("/cross_validation/accuracy_percent"), (h5::Shape{8, 5}));
  EXPECT_EQ(file.read<double>("/cross_validation/accuracy_percent"), choice.accuracy_percent);
  EXPECT_EQ(file.read<double>("/cross_validation/mean_percent"), choice.mean_percent);
  EXPECT_EQ(file.read<double>("/cross_validation/standard_error_percent"),
            choice.standard_error_percent);
  EXPECT_EQ(file.read<std::uint32_t>("/cross_validation/recordings"),
            (std::vector<std::uint32_t>{4, 4, 4, 4, 3}));
  EXPECT_EQ(file.read_number("/cross_validation", "best_cost"), 1e-4);
  EXPECT_EQ(file.read_number("/cross_validation", "chosen_cost"), choice.cost());
  EXPECT_EQ(file.read_text("/cross_validation", "rule"), kCostRule);
}

}  // namespace
}  // namespace ebsnn
