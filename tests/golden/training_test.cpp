// The learning network matches the published simulation over consecutive patches: spike counts,
// conductances, weights and inhibitory traces. For the product, and for the reference that other
// tests use.

#include "golden/golden_files.hpp"
#include "network/plastic_network.hpp"
#include "reference/closeness.hpp"

#include <functional>

namespace ebsnn::golden {
namespace {

using ebsnn::testing::all_close;

class GoldenTraining : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto path = find_golden("golden_training.h5");
    if (!path) {
      GTEST_SKIP() << "no golden_training.h5 (EBSNN_GOLDEN_DIR or ../shared/golden)";
    }
    golden_ = read_training(*path);
  }
  Training golden_;
};

/// Interface of a network, product or reference, for the comparison.
struct Learner {
  struct Outcome {
    std::vector<int> counts;
    std::vector<double> mean_g_exc, mean_g_inh;
  };
  std::function<Outcome(std::size_t patch)> present;
  std::function<void()> equalise;
  std::function<NetworkWeights()> weights;
  /// Traces of every synapse, as the files have them.
  std::function<std::map<std::string, WeightMatrix>()> traces;
};

void expect_weights(const NetworkWeights& actual, const NetworkWeights& expected) {
  for (const WeightField& field : weight_fields()) {
    EXPECT_TRUE(all_close((actual.*field.matrix).values, (expected.*field.matrix).values))
        << field.name;
  }
}

void expect_checkpoint(const Learner& learner, const Checkpoint& checkpoint) {
  SCOPED_TRACE(::testing::Message() << "after " << checkpoint.patches << " patches");
  expect_weights(learner.weights(), checkpoint.weights);
  const auto traces = learner.traces();
  for (const auto& [name, expected] : checkpoint.traces) {
    EXPECT_TRUE(all_close(traces.at(name).values, expected.values)) << name;
  }
}

void expect_training(const Learner& learner, const Training& golden) {
  const auto every = static_cast<std::size_t>(golden.parameters.plasticity.equalise_every);
  std::size_t compared = 0;
  for (std::size_t p = 0; p < golden.patches.size(); ++p) {
    const Learner::Outcome outcome = learner.present(p);
    ASSERT_EQ(outcome.counts, golden.counts[p]) << "patch " << p;
    EXPECT_TRUE(all_close(outcome.mean_g_exc, golden.mean_g_exc[p])) << "g_exc, patch " << p;
    EXPECT_TRUE(all_close(outcome.mean_g_inh, golden.mean_g_inh[p])) << "g_inh, patch " << p;
    if (p % every == 0) {
      learner.equalise();
    }
    for (const Checkpoint& checkpoint : golden.checkpoints) {
      if (checkpoint.patches == p + 1) {
        expect_checkpoint(learner, checkpoint);
        ++compared;
      }
    }
  }
  EXPECT_EQ(compared, golden.checkpoints.size());
}

/// One value per presynaptic (postsynaptic) neuron, expanded to the matrix of synapses of a
/// projection.
WeightMatrix spread_pre(const std::vector<double>& pre, std::size_t posts, bool self_left_out) {
  const std::size_t columns = pre.size() - (self_left_out ? 1 : 0);
  WeightMatrix matrix(posts, columns);
  for (std::size_t post = 0; post < posts; ++post) {
    for (std::size_t column = 0; column < columns; ++column) {
      matrix.at(post, column) = pre[self_left_out && column >= post ? column + 1 : column];
    }
  }
  return matrix;
}

WeightMatrix spread_post(const std::vector<double>& post_values, std::size_t columns) {
  WeightMatrix matrix(post_values.size(), columns);
  for (std::size_t post = 0; post < matrix.posts; ++post) {
    for (std::size_t column = 0; column < columns; ++column) {
      matrix.at(post, column) = post_values[post];
    }
  }
  return matrix;
}

std::map<std::string, WeightMatrix> spread(const InhibitoryTraces& traces) {
  const std::size_t v1 = traces.intov1_post.size();
  const std::size_t inh = traces.inlat_post.size();
  return {{"INtoV1_tracePre", spread_pre(traces.intov1_pre, v1, false)},
          {"INtoV1_tracePost", spread_post(traces.intov1_post, inh)},
          {"INLat_tracePre", spread_pre(traces.inlat_pre, inh, true)},
          {"INLat_tracePost", spread_post(traces.inlat_post, inh - 1)}};
}

TEST_F(GoldenTraining, PlasticNetworkGivesCountsConductancesWeightsAndTraces) {
  PlasticNetwork network(golden_.parameters, golden_.initial);
  const Learner learner{
      .present =
          [&](std::size_t p) {
            const PatchRecord record =
                network.present(golden_.patches[p].raster(golden_.parameters.shape.steps),
                                static_cast<std::int64_t>(p));
            std::vector<int> counts(record.spikes.v1.begin(), record.spikes.v1.end());
            counts.insert(counts.end(), record.spikes.inh.begin(), record.spikes.inh.end());
            return Learner::Outcome{counts, record.mean_g_exc, record.mean_g_inh};
          },
      .equalise =
          [&] {
            NetworkWeights weights = network.weights();
            equalise_on_off(weights);
            network.set_weights(weights);
          },
      .weights = [&] { return network.weights(); },
      .traces = [&] { return spread(network.traces()); },
  };
  expect_training(learner, golden_);
}

TEST_F(GoldenTraining, ReferenceGivesCountsConductancesWeightsAndTraces) {
  reference::ReferenceNetwork network(golden_.parameters, golden_.initial,
                                      reference::Mode::learning);
  const Learner learner{
      .present =
          [&](std::size_t p) {
            const auto result =
                network.present(golden_.patches[p].events(golden_.parameters.shape.steps));
            return Learner::Outcome{result.counts, result.mean_g_exc, result.mean_g_inh};
          },
      .equalise =
          [&] {
            NetworkWeights weights = network.weights();
            reference::equalise_on_off(weights);
            network.set_weights(weights);
          },
      .weights = [&] { return network.weights(); },
      .traces =
          [&] {
            return std::map<std::string, WeightMatrix>{
                {"INtoV1_tracePre", network.intov1().trace_pre},
                {"INtoV1_tracePost", network.intov1().trace_post},
                {"INLat_tracePre", network.inlat().trace_pre},
                {"INLat_tracePost", network.inlat().trace_post}};
          },
  };
  expect_training(learner, golden_);
}

}  // namespace
}  // namespace ebsnn::golden
