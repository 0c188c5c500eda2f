#include "network/plastic_rows.hpp"

#include "kernels/kernels.hpp"

#include <algorithm>
#include <utility>

namespace ebsnn {

PlasticRows::PlasticRows(std::size_t pres, std::size_t lanes, double tau_x_ms)
    : pres_(pres),
      lanes_(lanes),
      block_(block_of(1.0 - 1.0 / tau_x_ms)),
      increment_(1.0 / tau_x_ms),
      decay_(static_cast<std::size_t>(2 * block_ + 1)),
      weights_(pres * lanes),
      a_ltd_(lanes),
      a_ltp_(lanes),
      w_max_(lanes),
      sums_(static_cast<std::size_t>(block_ + 1) * lanes),
      trace_(pres),
      anchor_(pres) {
  const double d = 1.0 - increment_;
  const auto middle = static_cast<std::size_t>(block_);
  decay_[middle] = 1.0;
  for (std::size_t k = 1; k <= middle; ++k) {
    decay_[middle + k] = decay_[middle + k - 1] * d;
    decay_[middle - k] = 1.0 / decay_[middle + k];  // infinite for d = 0, but then never used
  }
}

int PlasticRows::block_of(double d) {
  constexpr double kSmallest = 0.01;
  int block = 1;
  for (double power = d; block < kLongestBlock && power * d >= kSmallest; power *= d) {
    ++block;
  }
  return block;
}

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
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    weights_[i] = std::clamp(weights_[i], 0.0, w_max_[i % lanes_]);
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

/// Adds the potentiation of the steps after the anchor and before `step`.
void PlasticRows::potentiate_until(std::size_t pre, int step) {
  if (trace_[pre] == 0.0 || anchor_[pre] + 1 >= step) {
    return;
  }
  kernels().potentiate(weights_.data() + pre * lanes_, sum_before(step),
                       sum_before(anchor_[pre] + 1), trace_[pre] * decay(base_ - anchor_[pre]),
                       w_max_.data(), lanes_);
}

void PlasticRows::step(int step, std::span<const std::uint16_t> spiking, const double* ltd,
                       const double* ltp) {
  const Kernels& k = kernels();
  for (const std::uint16_t pre : spiking) {
    potentiate_until(pre, step);
    const double decayed = trace_[pre] == 0.0 ? 0.0 : trace_[pre] * decay(step - anchor_[pre]);
    trace_[pre] = decayed + increment_;
    anchor_[pre] = step;
    k.pair(weights_.data() + pre * lanes_, a_ltd_.data(), ltd, a_ltp_.data(), ltp, trace_[pre],
           w_max_.data(), lanes_);
  }
  k.accumulate(sum_before(step + 1), sum_before(step), a_ltp_.data(), ltp, decay(step - base_),
               lanes_);
  if (step + 1 == base_ + block_) {
    end_patch(step + 1);
    start_block(step + 1);
  }
}

void PlasticRows::end_patch(int steps) {
  for (std::size_t pre = 0; pre < pres_; ++pre) {
    if (trace_[pre] != 0.0) {
      potentiate_until(pre, steps);
      trace_[pre] *= decay(steps - 1 - anchor_[pre]);
      anchor_[pre] = steps - 1;
    }
  }
}

}  // namespace ebsnn
