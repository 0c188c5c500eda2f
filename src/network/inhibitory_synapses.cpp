#include "network/inhibitory_synapses.hpp"

#include "kernels/kernels.hpp"

#include <algorithm>

namespace ebsnn {

InhibitorySynapses::InhibitorySynapses(const ModelParameters& parameters, const Layout& layout)
    : layout_(layout),
      rate_(parameters.plasticity.inhibitory_rate),
      decay_intov1_(1.0 / parameters.intov1.tau_ms),
      decay_inlat_(1.0 / parameters.inlat.tau_ms),
      weights_(layout.inh * layout.lanes),
      trace_post_(layout.lanes),
      offset_(layout.lanes),
      w_max_(layout.lanes),
      decay_post_(layout.lanes),
      intov1_pre_(layout.inh),
      inlat_pre_(layout.inh) {
  const auto fill = [](AlignedArray& array, std::size_t first, std::size_t count, double value) {
    std::fill_n(array.begin() + static_cast<std::ptrdiff_t>(first), count, value);
  };
  fill(offset_, 0, layout.v1, parameters.intov1.offset);
  fill(offset_, layout.inh_first, layout.inh, parameters.inlat.offset);
  fill(w_max_, 0, layout.v1, parameters.intov1.w_max);
  fill(w_max_, layout.inh_first, layout.inh, parameters.inlat.w_max);
  fill(decay_post_, 0, layout.v1, decay_intov1_);
  fill(decay_post_, layout.inh_first, layout.inh, decay_inlat_);
}

void InhibitorySynapses::set_weights(const NetworkWeights& weights) {
  scatter_columns(weights.intov1, weights_, layout_.lanes, 0);
  scatter_lateral(weights.inlat, weights_, layout_.lanes, layout_.inh_first);
  all_changed_ = true;
}

void InhibitorySynapses::get_weights(NetworkWeights& weights) const {
  gather_columns(weights.intov1, weights_, layout_.lanes, 0);
  gather_lateral(weights.inlat, weights_, layout_.lanes, layout_.inh_first);
}

void InhibitorySynapses::set_traces(const InhibitoryTraces& traces) {
  intov1_pre_ = traces.intov1_pre;
  inlat_pre_ = traces.inlat_pre;
  std::copy(traces.intov1_post.begin(), traces.intov1_post.end(), trace_post_.begin());
  std::copy(traces.inlat_post.begin(), traces.inlat_post.end(),
            trace_post_.begin() + static_cast<std::ptrdiff_t>(layout_.inh_first));
}

InhibitoryTraces InhibitorySynapses::traces() const {
  InhibitoryTraces traces;
  traces.intov1_pre = intov1_pre_;
  traces.inlat_pre = inlat_pre_;
  traces.intov1_post.assign(trace_post_.begin(),
                            trace_post_.begin() + static_cast<std::ptrdiff_t>(layout_.v1));
  const auto inh = trace_post_.begin() + static_cast<std::ptrdiff_t>(layout_.inh_first);
  traces.inlat_post.assign(inh, inh + static_cast<std::ptrdiff_t>(layout_.inh));
  return traces;
}

void InhibitorySynapses::deliver(std::span<const std::uint16_t> inh_spikes, double* g_inh) {
  for (const std::uint16_t pre : inh_spikes) {
    double* row = weights_.data() + pre * layout_.lanes;
    kernels().deliver_inhibitory(g_inh, row, rate_, trace_post_.data(), offset_.data(),
                                 layout_.lanes);
  }
  for (const std::uint16_t pre : inh_spikes) {
    intov1_pre_[pre] += 1.0;
    inlat_pre_[pre] += 1.0;
  }
  changed_rows_.assign(inh_spikes.begin(), inh_spikes.end());
}

void InhibitorySynapses::clip(std::size_t pre, std::size_t lane) {
  double& weight = weights_[pre * layout_.lanes + lane];
  weight = std::clamp(weight, 0.0, w_max_[lane]);
}

void InhibitorySynapses::clip_and_decay() {
  for (std::size_t pre = 0; pre < layout_.inh; ++pre) {
    const bool whole_row = all_changed_ || std::find(changed_rows_.begin(), changed_rows_.end(),
                                                     pre) != changed_rows_.end();
    if (whole_row) {
      for (std::size_t lane = 0; lane < layout_.lanes; ++lane) {
        clip(pre, lane);
      }
    } else {
      for (const std::size_t lane : changed_columns_) {
        clip(pre, lane);
      }
    }
  }
  all_changed_ = false;
  for (std::size_t pre = 0; pre < layout_.inh; ++pre) {
    intov1_pre_[pre] -= intov1_pre_[pre] * decay_intov1_;
    inlat_pre_[pre] -= inlat_pre_[pre] * decay_inlat_;
  }
  for (std::size_t lane = 0; lane < layout_.lanes; ++lane) {
    trace_post_[lane] -= trace_post_[lane] * decay_post_[lane];
  }
}

void InhibitorySynapses::potentiate_column(std::size_t lane, const std::vector<double>& trace_pre) {
  for (std::size_t pre = 0; pre < layout_.inh; ++pre) {
    weights_[pre * layout_.lanes + lane] += rate_ * trace_pre[pre];
  }
  trace_post_[lane] += 1.0;
  changed_columns_.push_back(lane);
}

void InhibitorySynapses::postsynaptic(const StepSpikes& spikes) {
  changed_columns_.clear();
  for (const std::uint16_t neuron : spikes.v1) {
    potentiate_column(neuron, intov1_pre_);
  }
  for (const std::uint16_t neuron : spikes.inh) {
    const std::size_t lane = layout_.inh_first + neuron;
    potentiate_column(lane, inlat_pre_);
    weights_[neuron * layout_.lanes + lane] = 0.0;
  }
}

}  // namespace ebsnn
