#include "network/plastic_rows.hpp"

#include <algorithm>
#include <utility>

namespace ebsnn {

PlasticRows::PlasticRows(std::size_t pres, std::size_t lanes, double tau_x_ms,
                         const PlasticityConstants& constants)
    : pres_(pres),
      lanes_(lanes),
      block_(DecayPowers::longest_block(tau_x_ms)),
      increment_(1.0 / tau_x_ms),
      constants_(constants),
      decay_(tau_x_ms, block_),
      weights_(pres * lanes),
      a_ltd_(lanes),
      a_ltp_(lanes),
      w_max_(lanes),
      sums_(static_cast<std::size_t>(block_ + 1) * lanes),
      trace_(pres),
      anchor_(pres) {}

void PlasticRows::set_rule(std::size_t first, std::size_t count, const ExcitatoryProjection& rule) {
  const auto at = static_cast<std::ptrdiff_t>(first);
  std::fill_n(a_ltd_.begin() + at, count, rule.a_ltd);
  std::fill_n(a_ltp_.begin() + at, count, rule.a_ltp);
  std::fill_n(w_max_.begin() + at, count, rule.w_max);
}

AlignedArray& PlasticRows::edit_weights() {
  edited_ = true;
  return weights_;
}

void PlasticRows::clip() {
  for (std::size_t pre = 0; pre < pres_; ++pre) {
    double* row = weights_.data() + pre * lanes_;
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      row[lane] = std::clamp(row[lane], 0.0, w_max_[lane]);
    }
  }
}

void PlasticRows::begin_patch() {
  if (std::exchange(edited_, false)) {
    clip();
  }
  std::fill(trace_.begin(), trace_.end(), 0.0);
  start_block(0);
}

void PlasticRows::start_block(int base) {
  base_ = base;
  std::fill_n(sums_.begin(), lanes_, 0.0);
}

/// Whether steps after the anchor and before `step` may have potentiated the row.
bool PlasticRows::is_pending(std::size_t pre, int step) const {
  return trace_[pre] != 0.0 && anchor_[pre] + 1 < step;
}

/// Factor of the sums for the potentiation that is pending.
double PlasticRows::pending_scale(std::size_t pre) const {
  return trace_[pre] * decay_(base_ - anchor_[pre]);
}

PlasticSpike PlasticRows::spike(std::size_t pre, int step) {
  PlasticSpike spike{weights_.data() + pre * lanes_, sum_before(step), 0.0, 0.0};
  if (is_pending(pre, step)) {
    spike.scale = pending_scale(pre);
    spike.anchor = sum_before(anchor_[pre] + 1);
  }
  const double decayed = trace_[pre] == 0.0 ? 0.0 : trace_[pre] * decay_(step - anchor_[pre]);
  trace_[pre] = spike.trace = decayed + increment_;
  anchor_[pre] = step;
  return spike;
}

void PlasticRows::step(int step, std::span<const std::uint16_t> spiking,
                       const PostsynapticArrays& post, double* target) {
  spikes_.clear();
  for (const std::uint16_t pre : spiking) {
    spikes_.push_back(spike(pre, step));
  }
  kernels().plastic_step(
      {constants_, post, a_ltd_.data(), a_ltp_.data(), w_max_.data(), sum_before(step),
       sum_before(step + 1), decay_(step - base_), target, spikes_},
      lanes_);
  end_step(step);
}

void PlasticRows::silent_step(int step) {
  std::copy_n(sum_before(step), lanes_, sum_before(step + 1));
  end_step(step);
}

void PlasticRows::end_step(int step) {
  if (step + 1 == base_ + block_) {
    end_patch(step + 1);
    start_block(step + 1);
  }
}

void PlasticRows::end_patch(int steps) {
  for (std::size_t pre = 0; pre < pres_; ++pre) {
    if (trace_[pre] == 0.0) {
      continue;
    }
    if (is_pending(pre, steps)) {
      kernels().potentiate(weights_.data() + pre * lanes_, sum_before(steps),
                           sum_before(anchor_[pre] + 1), pending_scale(pre), w_max_.data(), lanes_);
    }
    trace_[pre] *= decay_(steps - 1 - anchor_[pre]);
    anchor_[pre] = steps - 1;
  }
}

}  // namespace ebsnn
