#pragma once
// Reproducible random networks and inputs, and the comparison of product and reference on them.
// Only for the tests of src/network.

#include "core/random.hpp"
#include "encoding/spike_raster.hpp"
#include "network/parameters.hpp"
#include "network/plastic_network.hpp"
#include "network/weights.hpp"
#include "reference/closeness.hpp"
#include "reference/reference_network.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn::testing {

/// A separate sequence for test number `index` of the test called `test`.
[[nodiscard]] RandomSequence random_for(std::uint64_t test, std::uint64_t index);

/// patch_side 3..6, v1 5..20, inh 2..7, steps 20..400.
[[nodiscard]] NetworkShape random_shape(RandomSequence& random);

/// Every parameter within 20 % (potentials: 3 mV) of its published value, on a random shape. Small
/// networks get larger weights, so that they spike.
[[nodiscard]] ModelParameters random_parameters(RandomSequence& random);

/// Learning so strong that weights cross their whole range within a patch, and reach both bounds.
void strengthen_learning(ModelParameters& parameters, RandomSequence& random);

/// Weights uniform in [0, w_max], a sixth of them 0 and a sixth w_max.
[[nodiscard]] NetworkWeights random_weights(const ModelParameters& parameters,
                                            RandomSequence& random);

enum class Input {
  silent,
  sparse,       ///< 2 % of the pixels per ms
  dense,        ///< half of the pixels per ms
  bursts,       ///< all pixels at once, every 20 to 40 ms
  one_channel,  ///< the same channel every ms
  coincident,   ///< one group of pixels, always together
  last_steps,   ///< only in the first and in the last three ms
  first_half,   ///< 20 % of the pixels per ms, and none in the second half
};
inline constexpr int kInputs = 8;

/// The same input for the product and for the reference.
struct Patch {
  SpikeRaster raster;
  reference::Events events;
};
[[nodiscard]] Patch random_patch(const NetworkShape& shape, Input input, RandomSequence& random);

[[nodiscard]] std::vector<int> joined(const SpikeCounts& counts);
[[nodiscard]] std::vector<reference::Spike> joined(const SpikeTrain& train);

/// The promised bounds, except where potentials and conductances of up to 100 cross zero or cancel:
/// there, the order of additions and the last bit of exp matter, and are amplified by learning that
/// is a thousand times faster than the published one.
inline constexpr Tolerance kTolerance{.relative = 1e-9, .absolute = 1e-11};

/// Product and reference, run on the same input.
class Pair {
 public:
  Pair(const ModelParameters& parameters, const NetworkWeights& weights);

  /// Presents a patch to both and expects equal spike trains and counts, and conductances, weights,
  /// traces and the state after every step within `tolerance`.
  void present(const Patch& patch, const Tolerance& tolerance = kTolerance);
  void set_weights(const NetworkWeights& weights);
  void set_traces(const InhibitoryTraces& traces);

  [[nodiscard]] PlasticNetwork& product() { return product_; }
  [[nodiscard]] reference::ReferenceNetwork& reference() { return reference_; }
  [[nodiscard]] std::size_t spikes() const { return spikes_; }

 private:
  PlasticNetwork product_;
  reference::ReferenceNetwork reference_;
  std::int64_t patch_ = 0;
  std::size_t spikes_ = 0;
};

/// First neuron and step at which a membrane potential is NaN or beyond 1e100 mV.
struct Divergence {
  int neuron = 0;  ///< V1 first, then Inh
  int step = 0;
  std::string called;  ///< e.g. "Inh neuron 3"
};
/// Presents a patch to the reference and looks for a divergence.
[[nodiscard]] std::optional<Divergence> divergence(reference::ReferenceNetwork& network,
                                                   const Patch& patch);
/// Expects `present` to throw NonFiniteState for that neuron and step, in patch number `patch`.
void expect_divergence(const std::function<void()>& present, const Divergence& expected,
                       std::int64_t patch);

/// Names of all parameters that are not whole numbers, and a function that sets one to one of its
/// bounds.
[[nodiscard]] std::vector<std::string> real_parameters();
void set_to_bound(ModelParameters& parameters, const std::string& name, bool upper);

void expect_close(const NetworkWeights& actual, const NetworkWeights& expected,
                  const Tolerance& tolerance = kTolerance);
void expect_close(const InhibitoryTraces& actual, const InhibitoryTraces& expected,
                  const Tolerance& tolerance = kTolerance);

}  // namespace ebsnn::testing
