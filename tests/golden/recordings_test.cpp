// Real recordings, read from their published layout, encoded as in the evaluation and presented to
// a trained network, give the activity of the published simulation, spike count for spike count.

#include "encoding/evaluation_layout.hpp"
#include "events/folder_dataset.hpp"
#include "golden/golden_files.hpp"
#include "network/simulator.hpp"

#include <gtest/gtest.h>

namespace ebsnn::golden {
namespace {

class GoldenRecordings : public ::testing::TestWithParam<Split> {};

/// Spike counts of the four quadrants, V1 and Inh.
struct Quadrants {
  std::vector<std::uint16_t> v1, inh;
};

Quadrants present(Simulator& simulator, const Recording& recording, const NetworkShape& shape,
                  std::vector<std::uint8_t>& scratch) {
  Quadrants quadrants;
  for (const Window& window :
       EvaluationLayout(kCentralLayout, kNmnistSensor, shape.patch_side).windows()) {
    const SpikeCounts counts =
        simulator.present(encode(recording.events, window, shape.steps, scratch));
    quadrants.v1.insert(quadrants.v1.end(), counts.v1.begin(), counts.v1.end());
    quadrants.inh.insert(quadrants.inh.end(), counts.inh.begin(), counts.inh.end());
  }
  return quadrants;
}

std::vector<std::uint16_t> row(const std::vector<std::uint16_t>& values, std::size_t rows,
                               std::size_t index) {
  const auto width = static_cast<std::ptrdiff_t>(values.size() / rows);
  const auto first = values.begin() + static_cast<std::ptrdiff_t>(index) * width;
  return {first, first + width};
}

TEST_P(GoldenRecordings, ActivityIsThatOfThePublishedSimulation) {
  const auto file = find_golden("real_activity.h5");
  const auto network = find_golden("network-24k");
  const auto recordings = find_recordings();
  if (!file || !network || !recordings) {
    GTEST_SKIP()
        << "no real_activity.h5 and network-24k (EBSNN_GOLDEN_DIR or ../shared/golden), or "
           "no recordings (EBSNN_NMNIST_DIR or ../shared/nmnist-1k)";
  }
  const Activity expected = read_activity(*file, GetParam() == Split::train ? "/train" : "/test");
  std::vector<std::string> warnings;
  const auto dataset = open_folder_dataset(*recordings / folder_name(GetParam()),
                                           ClassFolders({"0"}), kNmnistSensor, warnings);
  ASSERT_EQ(dataset->size(), expected.file.size());
  ASSERT_GT(dataset->size(), 0U);

  const NetworkWeights weights = read_text_network(*network);
  const ModelParameters parameters = parameters_for(weights, kDefaultSteps);
  Simulator simulator(parameters, weights);
  std::vector<std::uint8_t> scratch;
  for (std::size_t i = 0; i < dataset->size(); ++i) {
    ASSERT_TRUE(dataset->name(i).ends_with(expected.file[i]))
        << "recording " << i << " is " << dataset->name(i) << ", expected " << expected.file[i];
    EXPECT_EQ(dataset->label(i), expected.label[i]) << expected.file[i];
    const Quadrants quadrants = present(simulator, dataset->read(i), parameters.shape, scratch);
    EXPECT_EQ(quadrants.v1, row(expected.v1, dataset->size(), i)) << expected.file[i];
    EXPECT_EQ(quadrants.inh, row(expected.inh, dataset->size(), i)) << expected.file[i];
  }
}

INSTANTIATE_TEST_SUITE_P(Splits, GoldenRecordings, ::testing::Values(Split::train, Split::test),
                         [](const auto& split) { return folder_name(split.param); });

}  // namespace
}  // namespace ebsnn::golden
