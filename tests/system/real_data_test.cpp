// From real recordings to predictions, as a user runs it, compared with the published simulation
// and the exact optimum of the readout.

#include "core/error.hpp"
#include "golden/golden_files.hpp"
#include "h5/file.hpp"
#include "readout/linear_svm.hpp"
#include "readout/metrics.hpp"
#include "storage/activity_file.hpp"
#include "system/expectations.hpp"
#include "unit/events/made_up_data.hpp"

#include <gtest/gtest.h>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;

class RealData : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    recordings_ = golden::find_recordings();
    network_ = golden::find_golden("network-24k");
    expected_ = golden::find_golden("real_activity.h5");
    if (!recordings_ || !network_ || !expected_) {
      GTEST_SKIP() << "no real recordings (EBSNN_NMNIST_DIR or ../shared/nmnist-1k) or reference "
                      "files (EBSNN_GOLDEN_DIR or ../shared/golden)";
    }
    Launch start{"ebsnn_eval",
                 {"--data", recordings_->string(), "--network", network_->string(), "--out",
                  out().string(), "--corruption", "drop_event", "--levels", "0"},
                 GetParam()};
    start.limit_s = 500;
    expect_done(run(start));
  }
  [[nodiscard]] fs::path out() const { return folder_ / "run"; }
  [[nodiscard]] const fs::path& expected() const { return *expected_; }
  [[nodiscard]] fs::path test_unit() const { return out() / "activity/clean.h5"; }

  void expect_activity(const fs::path& found, const std::string& split,
                       std::size_t recordings) const {
    const golden::Activity reference = golden::read_activity(expected(), split);
    const Activity activity = read_activity(found).activity;
    ASSERT_EQ(activity.size(), recordings);
    EXPECT_EQ(activity.label, reference.label);
    EXPECT_TRUE(activity.counts == reference.v1) << split << ": other spike counts than published";
  }

  /// The digits that classifier.h5 predicts for the test unit.
  [[nodiscard]] std::vector<Label> predictions() const {
    const h5::File file = h5::File::open(out() / "classifier.h5");
    LinearSvm svm;
    svm.classes = file.read<Label>("/class");
    svm.weights = file.read<double>("/weights");
    svm.features = file.shape("/weights").at(1) - 1;
    const Activity activity = read_activity(test_unit()).activity;
    return predict(svm, {activity.counts, activity.features()});
  }

 private:
  TemporaryFolder folder_;
  std::optional<fs::path> recordings_;
  std::optional<fs::path> network_;
  std::optional<fs::path> expected_;
};

TEST_P(RealData, GivesThePublishedActivityAndTheOptimalReadout) {
  expect_activity(out() / "activity/train.h5", "/train", 900);
  expect_activity(test_unit(), "/test", 60);

  const h5::File reference = h5::File::open(expected());
  const auto optimum = reference.read<double>("/svm/primal_objective");
  const auto objective = h5::File::open(out() / "classifier.h5").read<double>("/primal_objective");
  ASSERT_EQ(objective.size(), optimum.size());
  for (std::size_t digit = 0; digit < optimum.size(); ++digit) {
    EXPECT_NEAR(objective[digit], optimum[digit], 1e-3 * optimum[digit]) << "class " << digit;
  }

  const auto predicted = reference.read<Label>("/svm/test_prediction");
  EXPECT_EQ(predictions(), predicted);
  const auto label = read_activity(test_unit()).activity.label;
  const ConfusionMatrix confusion(10, std::vector<Label>(label.begin(), label.end()), predicted);
  const h5::File results = h5::File::open(out() / "results.h5");
  EXPECT_EQ(results.read<std::uint64_t>("/drop_event/confusion"),
            std::vector<std::uint64_t>(confusion.counts().begin(), confusion.counts().end()));
  EXPECT_EQ(results.read<double>("/drop_event/accuracy_percent"),
            std::vector<double>{reference.read_number("/svm", "test_accuracy_percent")});
}

INSTANTIATE_TEST_SUITE_P(Ranks, RealData, testing::Values(1, 3), testing::PrintToStringParamName());

}  // namespace
}  // namespace ebsnn::test
