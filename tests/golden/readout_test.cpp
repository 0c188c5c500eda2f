// The linear SVM on the activity of real recordings, compared with its optimum, which was computed
// by other means to a tolerance of 1e-10.

#include "golden/golden_files.hpp"
#include "h5/file.hpp"
#include "readout/linear_svm.hpp"
#include "readout/metrics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ebsnn::golden {
namespace {

FeatureMatrix features_of(const Activity& activity) {
  return {activity.v1, activity.v1.size() / activity.label.size()};
}

std::vector<Label> labels_of(const Activity& activity) {
  return {activity.label.begin(), activity.label.end()};
}

TEST(GoldenReadout, FindsTheOptimumOfEveryClassAndPredictsAsItDoes) {
  const auto path = find_golden("real_activity.h5");
  if (!path) GTEST_SKIP() << "no real_activity.h5 (EBSNN_GOLDEN_DIR or ../shared/golden)";
  const Activity train = read_activity(*path, "/train");
  const Activity test = read_activity(*path, "/test");
  const auto file = h5::File::open(*path);
  const auto optimum = file.read<double>("/svm/primal_objective");
  const auto weights = file.read<double>("/svm/weights");

  const LinearSvm svm = fit_linear_svm(features_of(train), labels_of(train));
  ASSERT_EQ(svm.classes.size(), 10U);
  ASSERT_EQ(optimum.size(), 10U);
  ASSERT_EQ(weights.size(), svm.weights.size());
  EXPECT_TRUE(svm.all_converged());
  for (std::size_t digit = 0; digit < 10; ++digit) {
    // A thousandth is required; the solver promises a billionth.
    EXPECT_NEAR(svm.objective[digit], optimum[digit], 1e-9 * optimum[digit]) << "class " << digit;
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    ASSERT_NEAR(svm.weights[i], weights[i], 1e-5) << "weight " << i;
  }
  const auto predicted = predict(svm, features_of(test));
  EXPECT_EQ(predicted, file.read<Label>("/svm/test_prediction"));
  EXPECT_DOUBLE_EQ(ConfusionMatrix(10, labels_of(test), predicted).accuracy_percent(),
                   file.read_number("/svm", "test_accuracy_percent"));
}

}  // namespace
}  // namespace ebsnn::golden
