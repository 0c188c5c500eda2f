#include "network/patch_presenter.hpp"

#include "kernels/aligned.hpp"
#include "kernels/model_constants.hpp"
#include "network/conductance_reader.hpp"
#include "network/layout.hpp"

#include <algorithm>
#include <cstdint>
#include <numbers>
#include <vector>

namespace ebsnn {

namespace {

/// |vm| beyond this (mV) counts as diverged. As long as it is below, no other state can overflow.
template <class Real>
constexpr double kDivergedPotentialMv = sizeof(Real) == sizeof(double) ? 1e100 : 1e30;

/// Factor from a potential in mV to the units of the kernels.
double units_a_mv(const NeuronParameters& n) { return std::numbers::log2e / n.delta_t_mv; }

/// A threshold that a neuron at v = 0 cannot reach: 2^-kOutOfReach is negligible beside v.
template <class Real>
constexpr Real kOutOfReach = 64;

/// One bit per lane: set for neurons, not for padding.
std::vector<std::uint64_t> neuron_bits(const Layout& layout) {
  std::vector<std::uint64_t> bits(layout.lanes / 64 + 1);
  for (std::size_t lane = 0; lane < layout.lanes; ++lane) {
    const bool neuron = layout.is_v1(lane) || layout.is_inh(lane);
    bits[lane / 64] |= static_cast<std::uint64_t>(neuron) << lane % 64;
  }
  return bits;
}

template <class Real>
class Presenter final : public PatchPresenter {
 public:
  Presenter(const ModelParameters& parameters, const NetworkWeights& weights)
      : neuron_(parameters.neuron),
        steps_(static_cast<std::size_t>(parameters.shape.steps)),
        layout_(parameters.shape, lanes_of<Real>),
        constants_(inference_constants<Real>(parameters.neuron)),
        lgn_rows_(layout_.lgn * layout_.lanes),
        v1_rows_(layout_.v1 * layout_.inh_lanes),
        inh_rows_(layout_.inh * layout_.lanes),
        blocks_(InferenceState<Real>::size(layout_.lanes)),
        g_exc_(layout_.lanes),
        neurons_(neuron_bits(layout_)),
        bits_(3 * neurons_.size()),
        spiking_(layout_.lanes * steps_),
        spike_w_(layout_.lanes * steps_),
        first_(steps_ + 1),
        first_inh_(steps_),
        reader_(parameters.neuron, parameters.shape.steps, layout_, rows(),
                units_a_mv(parameters.neuron)) {
    const double scale = units_a_mv(neuron_);
    scatter_columns(weights.v1weight, lgn_rows_, layout_.lanes, 0, scale);
    scatter_columns(weights.inhibw, lgn_rows_, layout_.lanes, layout_.inh_first, scale);
    scatter_columns(weights.v1toin, v1_rows_, layout_.inh_lanes, 0, scale);
    scatter_columns(weights.intov1, inh_rows_, layout_.lanes, 0, scale);
    scatter_lateral(weights.inlat, inh_rows_, layout_.lanes, layout_.inh_first, scale);
  }

  SpikeCounts present(const SpikeRaster& raster, SpikeTrain* train, ConductanceSums* sums,
                      PopulationConductances* means) override {
    const InferenceState<Real> state{blocks_.data(), g_exc_.data()};
    rest(state);
    const Divergence divergence = inference_kernels().of<Real>().present(
        constants_, rows(), state,
        {raster.channels().data(), raster.offsets().data(), static_cast<int>(steps_)},
        {spiking_.data(), spike_w_.data(), first_.data(), first_inh_.data(), bits_.data(),
         neurons_.data()});
    if (divergence.lane >= 0) {
      const auto lane = static_cast<std::size_t>(divergence.lane);
      const double v = state.at(InferenceState<Real>::kV, lane);
      throw_diverged(layout_, lane, neuron_.e_l_mv + v / units_a_mv(neuron_), divergence.step,
                     patch_);
    }
    ++patch_;
    if (train != nullptr) append_to(*train);
    const PresentedSpikes spikes{spiking_, first_, first_inh_};
    if (sums != nullptr) *sums = reader_.sums(raster, spikes);
    if (means != nullptr) *means = reader_.means(raster, spikes);
    return counts();
  }

 private:
  [[nodiscard]] SynapseRows<Real> rows() const {
    return {lgn_rows_.data(), v1_rows_.data(), inh_rows_.data(), layout_.inh_first, layout_.lanes};
  }

  void rest(const InferenceState<Real>& state) {
    std::fill(blocks_.begin(), blocks_.end(), Real{0});
    std::fill(g_exc_.begin(), g_exc_.end(), Real{0});
    // v - threshold must be within the limits of the power of two of the kernels. A neuron whose
    // resting potential is that far above its threshold diverges at once in any case.
    const double threshold =
        std::max<double>(units_a_mv(neuron_) * (neuron_.vt_rest_mv - neuron_.e_l_mv),
                         -model::PowerOfTwo<Real>::kLimit);
    for (std::size_t lane = 0; lane < layout_.lanes; ++lane) {
      state.at(InferenceState<Real>::kThreshold, lane) = static_cast<Real>(threshold);
    }
  }

  [[nodiscard]] SpikeCounts counts() const {
    std::vector<std::uint16_t> all(layout_.lanes);
    for (std::uint32_t k = 0; k < first_.back(); ++k) ++all[spiking_[k]];
    const auto population = [&](std::size_t first, std::size_t count) {
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first);
      return std::vector<std::uint16_t>(begin, begin + static_cast<std::ptrdiff_t>(count));
    };
    return {population(0, layout_.v1), population(layout_.inh_first, layout_.inh)};
  }

  void append_to(SpikeTrain& train) const {
    for (std::size_t step = 0; step < steps_; ++step) {
      for (std::uint32_t k = first_[step]; k < first_[step + 1]; ++k) {
        train.step.push_back(static_cast<std::uint16_t>(step));
        train.neuron.push_back(static_cast<std::uint16_t>(layout_.neuron(spiking_[k])));
      }
    }
  }

  NeuronParameters neuron_;
  std::size_t steps_;
  Layout layout_;
  InferenceConstants<Real> constants_;
  AlignedArrayOf<Real> lgn_rows_;        // [lgn, lanes]      LGN -> V1 and Inh
  AlignedArrayOf<Real> v1_rows_;         // [v1, inh_lanes]   V1 -> Inh
  AlignedArrayOf<Real> inh_rows_;        // [inh, lanes]      Inh -> V1 and Inh
  AlignedArrayOf<Real> blocks_, g_exc_;  // InferenceState
  std::vector<std::uint64_t> neurons_, bits_;
  std::vector<std::uint16_t> spiking_;  // from here on: PatchSpikes
  std::vector<Real> spike_w_;
  std::vector<std::uint32_t> first_, first_inh_;
  ConductanceReader<Real> reader_;
  std::int64_t patch_ = 0;
};

}  // namespace

template <class Real>
InferenceConstants<Real> inference_constants(const NeuronParameters& n) {
  const double s = units_a_mv(n);
  const auto real = [](double value) { return static_cast<Real>(value); };
  InferenceConstants<Real> c{};
  c.keep_v = real(1.0 - n.g_l_ns / n.c_pf);
  c.rise = real(s * n.g_l_ns * n.delta_t_mv / n.c_pf);
  c.keep_w = real(1.0 - 1.0 / n.tau_w_ms);
  c.w_from_v = real(n.a_ns / (n.tau_w_ms * n.c_pf));
  c.keep_z = real(1.0 - 1.0 / n.tau_z_ms);
  c.keep_threshold = real(1.0 - 1.0 / n.tau_vt_ms);
  c.threshold_gain = real(s * (n.vt_rest_mv - n.e_l_mv) / n.tau_vt_ms);
  c.keep_g_exc = real(1.0 - 1.0 / n.tau_g_exc_ms);
  c.keep_g_inh = real(1.0 - 1.0 / n.tau_g_inh_ms);
  c.held_threshold = kOutOfReach<Real>;
  c.z_return = real(s * ((n.i_sp_pa - n.b_pa) / n.c_pf - model::kSpikeReturnMv - n.e_l_mv));
  c.w_jump = real(s / n.c_pf * n.b_pa / n.tau_w_ms);
  c.z_after = real(s / n.c_pf * (n.i_sp_pa - model::kSpikeCurrentOffsetPa));
  c.threshold_after = real(s * (n.vt_max_mv - model::kThresholdOffsetMv - n.e_l_mv));
  c.diverged = real(s * kDivergedPotentialMv<Real>);
  c.shallow = std::max({c.held_threshold, c.threshold_after, real(s * (n.vt_rest_mv - n.e_l_mv))}) -
              model::PowerOfTwo<Real>::kLimit;
  return c;
}

template InferenceConstants<double> inference_constants(const NeuronParameters&);
template InferenceConstants<float> inference_constants(const NeuronParameters&);

std::unique_ptr<PatchPresenter> make_presenter(const ModelParameters& parameters,
                                               const NetworkWeights& weights, Precision precision) {
  if (precision == Precision::kSingle) {
    return std::make_unique<Presenter<float>>(parameters, weights);
  }
  return std::make_unique<Presenter<double>>(parameters, weights);
}

}  // namespace ebsnn
