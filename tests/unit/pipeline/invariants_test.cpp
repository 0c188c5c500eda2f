// What must hold of readouts, whatever the network: predictions that corruptions cannot change.

#include "pipeline/unit.hpp"
#include "small_study.hpp"
#include "storage/predictions_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ebsnn {
namespace {

class Readouts : public testing::Test {
 protected:
  [[nodiscard]] UnitPredictions predictions(const std::string& corruption, double level) const {
    return StoredPredictions(study_.out() / "predictions.h5").read(corruption, level);
  }
  test::SmallStudy study_;
};

TEST_F(Readouts, PredictTheSameAtLevelZeroOfAllCorruptions) {
  (void)study_.evaluate("drop_event,uniform_noise,spatial_jitter", "0");
  const UnitPredictions first = predictions("drop_event", 0.0);
  for (const char* corruption : {"uniform_noise", "spatial_jitter"}) {
    EXPECT_EQ(predictions(corruption, 0.0).prediction, first.prediction) << corruption;
    EXPECT_EQ(predictions(corruption, 0.0).margin, first.margin) << corruption;
  }
}

TEST_F(Readouts, PredictOneClassWhereNoEventIsLeft) {
  // An area of 0.9 of each side covers the central pixels, wherever it is.
  (void)study_.evaluate("drop_event,drop_area", "drop_event=0,1;drop_area=0.9");
  const std::vector<Label> clean = predictions("drop_event", 0.0).prediction;
  EXPECT_THAT(clean, testing::Contains(testing::Ne(clean.front())));
  const std::vector<Label> none = predictions("drop_event", 1.0).prediction;
  EXPECT_THAT(none, testing::Each(none.front()));
  EXPECT_EQ(predictions("drop_area", 0.9).prediction, none);
}

}  // namespace
}  // namespace ebsnn
