// Measurements of activity files that are there already: geometry, dprime and rsa.

#include "analysis/stored_activities.hpp"

#include "analysis/measure_dprime.hpp"
#include "analysis/measure_geometry.hpp"
#include "analysis/measure_rsa.hpp"
#include "core/error.hpp"
#include "statistics/dissimilarity.hpp"
#include "statistics/population_geometry.hpp"
#include "storage/activity_file.hpp"
#include "unit/pipeline/small_study.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

using ::testing::HasSubstr;

class StoredActivity : public ::testing::Test {
 protected:
  /// Six recordings of each of ten classes, clean and with half of the events.
  static void SetUpTestSuite() {
    study_ = std::make_unique<test::SmallStudy>(test::lively_recordings(10), recordings());
    for (double& w : study_->input.weights.v1weight.values) w *= 2.0;
    (void)study_->simulate("drop_event", "0,0.5");
  }
  static void TearDownTestSuite() { study_.reset(); }

  StoredActivity() : activities_(study_->out()) {
    input_.activities = &activities_;
    input_.conditions = activities_.conditions();
  }

  static std::vector<Recording> recordings() {
    std::vector<Recording> some = test::lively_recordings(60);
    std::ranges::stable_sort(some, {}, &Recording::label);
    return some;
  }

  using Measure = Measured (*)(const RunContext&, const MeasureInput&);
  [[nodiscard]] std::vector<double> values(Measure measure, const std::string& name) {
    const Measured result = measure(RunContext{*study_->comm}, input_);
    for (const MeasuredArray& array : result.arrays) {
      if (array.name == name) return array.values;
    }
    ADD_FAILURE() << "no array " << name;
    return {};
  }

  static inline std::unique_ptr<test::SmallStudy> study_;
  StoredActivities activities_;
  MeasureInput input_;
};

TEST_F(StoredActivity, IsThatOfTheFiles) {
  ASSERT_EQ(activities_.conditions().size(), 2U);
  EXPECT_EQ(title_of(activities_.conditions()[0]), "clean");
  EXPECT_EQ(title_of(activities_.conditions()[1]), "drop_event 0.5");
  EXPECT_EQ(activities_.recordings(), 60U);
  EXPECT_EQ(activities_.classes(), 10U);
  const LoadedActivity file = read_activity(study_->activity("drop_event/0.5.h5"));
  EXPECT_EQ(activities_.read(activities_.conditions()[1]).counts, file.activity.counts);
}

TEST_F(StoredActivity, NamesTheFileThatIsMissing) {
  EXPECT_THAT(test::input_error_of([] { const StoredActivities none("/nowhere"); }),
              HasSubstr("/nowhere/activity/clean.h5"));
}

TEST_F(StoredActivity, GeometryOfItselfIsExact) {
  EXPECT_EQ(values(measure_geometry, "length_ratio")[0], 1.0);
  EXPECT_EQ(values(measure_geometry, "cosine")[0], 1.0);
  EXPECT_EQ(values(measure_geometry, "more_spikes")[0], 0.0);
  EXPECT_EQ(values(measure_geometry, "changed_spikes")[0], 0.0);
}

TEST_F(StoredActivity, GeometryIsThatOfTheRecordings) {
  const StoredCounts clean = activities_.read(activities_.conditions()[0]);
  const StoredCounts half = activities_.read(activities_.conditions()[1]);
  double more = 0.0;
  for (std::size_t i = 0; i < 60; ++i) {
    more += population_geometry(clean.of(i), half.of(i)).more_spikes / 60.0;
  }
  EXPECT_LT(more, -1.0);
  EXPECT_NEAR(values(measure_geometry, "more_spikes")[1], more, 1e-9);
  EXPECT_LT(values(measure_geometry, "length_ratio")[1], 0.9);
}

TEST_F(StoredActivity, RsaOfItselfIsOne) {
  const std::vector<double> similarity = values(measure_rsa, "similarity");
  EXPECT_EQ(similarity[0], 1.0);
  EXPECT_LT(similarity[1], 0.99);
}

TEST_F(StoredActivity, RsaTakesSomeRecordingsOfEachClass) {
  input_.settings.class_recordings = 2;
  EXPECT_EQ(values(measure_rsa, "recordings")[0], 20.0);
  const StoredCounts clean = activities_.read(activities_.conditions()[0]);
  // Of six recordings of a class, 0 and 3.
  const std::vector<double> expected = dissimilarities({clean.of(0), clean.of(3), clean.of(6)});
  const std::vector<double> found = values(measure_rsa, "dissimilarity");
  EXPECT_DOUBLE_EQ(found[0], expected[0]) << "within class 0";
  EXPECT_EQ(found[1], found[10]) << "symmetric";
  // Pairs of the four are 01, 02, 03, 12, 13, 23; those of both classes are the middle ones.
  const std::vector<double> four =
      dissimilarities({clean.of(0), clean.of(3), clean.of(6), clean.of(9)});
  EXPECT_NEAR(found[1], (four[1] + four[2] + four[3] + four[4]) / 4.0, 1e-12);
}

TEST_F(StoredActivity, RsaCountsSilentRecordings) {
  test::SmallStudy silent(test::lively_recordings(4), std::vector<Recording>(6));
  (void)silent.simulate("none", "published");
  const StoredActivities activities(silent.out());
  input_.activities = &activities;
  input_.conditions = activities.conditions();
  EXPECT_EQ(values(measure_rsa, "skipped")[0], 6.0);
  EXPECT_TRUE(std::isnan(values(measure_rsa, "similarity")[0]));
  EXPECT_EQ(values(measure_geometry, "skipped")[0], 6.0);
  EXPECT_EQ(values(measure_dprime, "skipped")[0], 45.0);
}

/// Recording 1 of class 0 is silent: pairs with it stay out of the class means.
TEST_F(StoredActivity, RsaLeavesOutPairsWithASilentRecording) {
  std::vector<Recording> some = recordings();
  some.resize(9);  // six of class 0, three of class 1
  some[1].events.clear();
  test::SmallStudy study(test::lively_recordings(4), some);
  study.input.weights = study_->input.weights;
  (void)study.simulate("none", "published");
  const StoredActivities activities(study.out());
  input_.activities = &activities;
  input_.conditions = activities.conditions();
  const StoredCounts counts = activities.read(activities.conditions()[0]);
  input_.settings.class_recordings = 6;
  std::vector<std::span<const std::uint16_t>> rows;
  for (const std::size_t i : {0U, 2U, 3U, 4U, 5U}) rows.push_back(counts.of(i));
  const std::vector<double> pairs = dissimilarities(rows);
  double sum = 0.0;
  for (const double pair : pairs) sum += pair / 10.0;
  EXPECT_NEAR(values(measure_rsa, "dissimilarity")[0], sum, 1e-12);
  EXPECT_EQ(values(measure_rsa, "skipped")[0], 1.0);
}

TEST_F(StoredActivity, DprimeHasAValueForEachPair) {
  const std::vector<double> pairs = values(measure_dprime, "pairs");
  ASSERT_EQ(pairs.size(), 200U);
  EXPECT_TRUE(std::isnan(pairs[0]));
  EXPECT_EQ(pairs[7], pairs[70]);
  double sum = 0.0;
  for (std::size_t a = 0; a < 10; ++a) {
    for (std::size_t b = a + 1; b < 10; ++b) sum += pairs[10 * a + b];
  }
  EXPECT_NEAR(values(measure_dprime, "mean")[0], sum / 45.0, 1e-12);
  EXPECT_EQ(values(measure_dprime, "skipped"), (std::vector<double>{0.0, 0.0}));
}

TEST_F(StoredActivity, DprimeTellsTheSmallestPairAndQuartiles) {
  const std::vector<double> pairs = values(measure_dprime, "pairs");
  std::vector<double> each;
  for (std::size_t a = 0; a < 10; ++a) {
    for (std::size_t b = a + 1; b < 10; ++b) each.push_back(pairs[10 * a + b]);
  }
  std::ranges::sort(each);
  EXPECT_EQ(values(measure_dprime, "smallest")[0], each.front());
  // Of 45 values, linear between neighbours: places 11, 22 and 33.
  EXPECT_DOUBLE_EQ(values(measure_dprime, "lower_quartile")[0], each[11]);
  EXPECT_DOUBLE_EQ(values(measure_dprime, "median")[0], each[22]);
  EXPECT_DOUBLE_EQ(values(measure_dprime, "upper_quartile")[0], each[33]);
}

TEST_F(StoredActivity, GeometryHasQuartilesInOrder) {
  for (const std::string name : {"length_ratio", "cosine"}) {
    const double lower = values(measure_geometry, name + "_lower_quartile")[1];
    const double median = values(measure_geometry, name)[1];
    const double upper = values(measure_geometry, name + "_upper_quartile")[1];
    EXPECT_LT(lower, median) << name;
    EXPECT_LT(median, upper) << name;
  }
}

}  // namespace
}  // namespace ebsnn
