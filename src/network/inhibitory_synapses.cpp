#include "network/inhibitory_synapses.hpp"

#include <algorithm>

namespace ebsnn {

InhibitorySynapses::InhibitorySynapses(const ModelParameters& parameters, const Layout& layout)
    : layout_(layout),
      rate_(parameters.plasticity.inhibitory_rate),
      block_(std::min(DecayPowers::longest_block(parameters.intov1.tau_ms),
                      DecayPowers::longest_block(parameters.inlat.tau_ms))),
      intov1_{0, layout.inh_first, DecayPowers(parameters.intov1.tau_ms, block_),
              std::vector<double>(layout.inh)},
      inlat_{layout.inh_first, layout.inh_lanes, DecayPowers(parameters.inlat.tau_ms, block_),
             std::vector<double>(layout.inh)},
      weights_(layout.inh * layout.lanes),
      offset_(layout.lanes),
      w_max_(layout.lanes),
      trace_post_(layout.lanes),
      now_(layout.lanes),
      before_(layout.lanes),
      anchor_sums_(layout.inh * layout.lanes),
      anchor_(layout.inh) {
  const auto fill = [](AlignedArray& array, std::size_t first, std::size_t count, double value) {
    std::fill_n(array.begin() + static_cast<std::ptrdiff_t>(first), count, value);
  };
  fill(offset_, 0, layout.v1, parameters.intov1.offset);
  fill(offset_, layout.inh_first, layout.inh, parameters.inlat.offset);
  fill(w_max_, 0, layout.v1, parameters.intov1.w_max);
  fill(w_max_, layout.inh_first, layout.inh, parameters.inlat.w_max);
}

void InhibitorySynapses::set_weights(const NetworkWeights& weights) {
  scatter_columns(weights.intov1, weights_, layout_.lanes, 0);
  scatter_lateral(weights.inlat, weights_, layout_.lanes, layout_.inh_first);
}

void InhibitorySynapses::get_weights(NetworkWeights& weights) const {
  gather_columns(weights.intov1, weights_, layout_.lanes, 0);
  gather_lateral(weights.inlat, weights_, layout_.lanes, layout_.inh_first);
}

void InhibitorySynapses::set_traces(const InhibitoryTraces& traces) {
  intov1_.trace_pre = traces.intov1_pre;
  inlat_.trace_pre = traces.inlat_pre;
  std::copy(traces.intov1_post.begin(), traces.intov1_post.end(), trace_post_.begin());
  std::copy(traces.inlat_post.begin(), traces.inlat_post.end(),
            trace_post_.begin() + static_cast<std::ptrdiff_t>(layout_.inh_first));
}

InhibitoryTraces InhibitorySynapses::traces() const {
  InhibitoryTraces traces;
  traces.intov1_pre = intov1_.trace_pre;
  traces.inlat_pre = inlat_.trace_pre;
  traces.intov1_post.assign(trace_post_.begin(),
                            trace_post_.begin() + static_cast<std::ptrdiff_t>(layout_.v1));
  const auto inh = trace_post_.begin() + static_cast<std::ptrdiff_t>(layout_.inh_first);
  traces.inlat_post.assign(inh, inh + static_cast<std::ptrdiff_t>(layout_.inh));
  return traces;
}

void InhibitorySynapses::clip() {
  for (std::size_t pre = 0; pre < layout_.inh; ++pre) {
    double* row = weights_.data() + pre * layout_.lanes;
    for (std::size_t lane = 0; lane < layout_.lanes; ++lane) {
      row[lane] = std::clamp(row[lane], 0.0, w_max_[lane]);
    }
  }
}

void InhibitorySynapses::begin_patch() {
  clip();
  std::fill(anchor_.begin(), anchor_.end(), -1);
  latest_.clear();
  start_block(-1);
}

/// The sums start again at the end of `step`. The weights include everything before.
void InhibitorySynapses::start_block(int step) {
  std::fill(now_.begin(), now_.end(), 0.0);
  std::fill(before_.begin(), before_.end(), 0.0);
  std::fill(anchor_sums_.begin(), anchor_sums_.end(), 0.0);
  base_ = step;
}

double InhibitorySynapses::potential_scale(const Projection& projection, std::size_t pre) const {
  return rate_ * projection.trace_pre[pre] * projection.decay(base_ - anchor_[pre]);
}

void InhibitorySynapses::deliver(const Projection& projection, std::size_t pre, int step,
                                 double* g_inh) {
  const std::size_t first = projection.first;
  const std::size_t row = pre * layout_.lanes + first;
  const InhibitorySpike spike{potential_scale(projection, pre), rate_,
                              projection.decay(step - 1 - base_)};
  kernels().inhibitory_spike(g_inh + first, weights_.data() + row, anchor_sums_.data() + row, spike,
                             before_.data() + first, now_.data() + first,
                             trace_post_.data() + first, offset_.data() + first,
                             w_max_.data() + first, projection.lanes);
}

void InhibitorySynapses::deliver(int step, std::span<const std::uint16_t> inh_spikes,
                                 double* g_inh) {
  for (const std::uint16_t pre : inh_spikes) {
    const std::size_t self = layout_.inh_first + pre;
    const double own = g_inh[self];
    for (Projection* projection : {&intov1_, &inlat_}) {
      deliver(*projection, pre, step, g_inh);
      double& trace = projection->trace_pre[pre];
      trace = (trace * projection->decay(step - 1 - anchor_[pre]) + 1.0) * projection->decay(1);
    }
    g_inh[self] = own;  // there is no self-connection
    weights_[pre * layout_.lanes + self] = 0.0;
    anchor_[pre] = step;
  }
}

/// Adds the part of `sums` that the weights of the row do not include yet, clipped.
void InhibitorySynapses::potentiate(std::size_t pre, const AlignedArray& sums) {
  for (const Projection* projection : {&intov1_, &inlat_}) {
    const std::size_t first = projection->first;
    const std::size_t row = pre * layout_.lanes + first;
    kernels().potentiate(weights_.data() + row, sums.data() + first, anchor_sums_.data() + row,
                         potential_scale(*projection, pre), w_max_.data() + first,
                         projection->lanes);
  }
  weights_[pre * layout_.lanes + layout_.inh_first + pre] = 0.0;
}

/// All traces at the end of `step`, without the spikes of that step.
void InhibitorySynapses::bring_traces_to(int step) {
  for (Projection* projection : {&intov1_, &inlat_}) {
    for (std::size_t pre = 0; pre < layout_.inh; ++pre) {
      projection->trace_pre[pre] *= projection->decay(step - anchor_[pre]);
    }
    const double decay = projection->decay(step - base_);
    for (std::size_t lane = 0; lane < projection->lanes; ++lane) {
      trace_post_[projection->first + lane] *= decay;
    }
  }
  std::fill(anchor_.begin(), anchor_.end(), step);
}

void InhibitorySynapses::add_spike(const Projection& projection, std::size_t lane, int step) {
  now_[lane] += projection.decay(step - base_);
  trace_post_[lane] += projection.decay(base_ - step);
  latest_.push_back(lane);
}

void InhibitorySynapses::postsynaptic(int step, const StepSpikes& spikes) {
  for (const std::size_t lane : latest_) {
    before_[lane] = now_[lane];
  }
  latest_.clear();
  if (step - base_ == block_) {
    for (std::size_t pre = 0; pre < layout_.inh; ++pre) {
      if (anchor_[pre] < step) {
        potentiate(pre, now_);
      }
    }
    bring_traces_to(step);
    start_block(step);
  }
  for (const std::uint16_t neuron : spikes.v1) {
    add_spike(intov1_, neuron, step);
  }
  for (const std::uint16_t neuron : spikes.inh) {
    add_spike(inlat_, layout_.inh_first + neuron, step);
  }
}

void InhibitorySynapses::end_patch(int steps) {
  for (std::size_t pre = 0; pre < layout_.inh; ++pre) {
    potentiate(pre, before_);
  }
  // The spikes of the last step are clipped only by the next patch.
  for (const std::size_t lane : latest_) {
    const Projection& projection = lane < layout_.inh_first ? intov1_ : inlat_;
    for (std::size_t pre = 0; pre < layout_.inh; ++pre) {
      if (layout_.inh_first + pre != lane) {
        weights_[pre * layout_.lanes + lane] +=
            potential_scale(projection, pre) * (now_[lane] - before_[lane]);
      }
    }
  }
  bring_traces_to(steps - 1);
}

}  // namespace ebsnn
