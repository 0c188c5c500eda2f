// Presentations with frozen weights, one neuron at a time, with the operations of the vector code
// in the same order. The vector code is compared with it; it runs on processors without vector
// unit.

#include "kernels/inference.hpp"
#include "kernels/patch_spikes.hpp"
#include "kernels/scalar_power.hpp"
#include "kernels/silent_end.hpp"

#include <algorithm>
#include <cmath>

namespace ebsnn {
namespace {

using std::fma;

template <class Real>
Real add_rows(Real sum, const Real* rows, std::size_t stride, std::span<const std::uint16_t> lanes,
              std::size_t lane_first = 0) {
  for (const std::uint16_t lane : lanes) sum += rows[(lane - lane_first) * stride];
  return sum;
}

/// One ms of the neuron at lane i; returns whether it stays at or below threshold.
template <class Real>
bool advance(const InferenceConstants<Real>& c, const SynapseRows<Real>& rows,
             const InferenceState<Real>& s, const Arrivals& a, std::size_t i) {
  using State = InferenceState<Real>;
  Real& v = s.at(State::kV, i);
  Real& w = s.at(State::kW, i);
  Real& z = s.at(State::kZ, i);
  Real& threshold = s.at(State::kThreshold, i);
  Real& g_inh = s.at(State::kGInh, i);
  g_inh = add_rows(g_inh, rows.inh + i, rows.lanes, a.inh, rows.inh_first);
  const Real drive = z - w - g_inh;
  const bool decays = c.keep_g_exc != 0;
  Real g_exc = add_rows(decays ? s.g_exc[i] : drive, rows.lgn + i, rows.lanes, a.lgn);
  if (i >= rows.inh_first) {
    g_exc = add_rows(g_exc, rows.v1 + (i - rows.inh_first), rows.lanes - rows.inh_first, a.v1);
  }
  const Real current = decays ? drive + g_exc : g_exc;
  const Real power = power_of_two(v - threshold);
  const Real next = fma(c.rise, power, fma(c.keep_v, v, current));
  w = fma(c.w_from_v, v, c.keep_w * w);
  v = next;
  z *= c.keep_z;
  threshold = fma(c.keep_threshold, threshold, c.threshold_gain);
  g_inh *= c.keep_g_inh;
  if (decays) s.g_exc[i] = g_exc * c.keep_g_exc;
  return v <= threshold;
}

template <class Real>
Divergence present(const InferenceConstants<Real>& c, const SynapseRows<Real>& rows,
                   const InferenceState<Real>& state, const PatchEvents& events,
                   const PatchSpikes<Real>& spikes) {
  PatchSpikeWriter<Real> writer(c, rows, state, spikes);
  const SilentEnd<Real> silence(c, rows.lanes, events);
  for (int step = 0; step < events.steps; ++step) {
    const Arrivals a = arrivals(events, spikes, step);
    std::uint64_t* below = writer.below();
    bool shallow = true;
    for (std::size_t i = 0; i < rows.lanes; ++i) {
      const bool stays = advance(c, rows, state, a, i);
      shallow = shallow && !(state.at(InferenceState<Real>::kV, i) < c.shallow);
      below[i / 64] |= static_cast<std::uint64_t>(stays) << i % 64;
    }
    const std::ptrdiff_t lane = writer.end_step(step, shallow);
    if (lane >= 0) return {lane, step};
    if (silence.is_after(step, state, spikes)) {
      silence.end(step, spikes);
      break;
    }
  }
  return {};
}

template <class Real>
void add_weighted_rows(Real* sums, std::size_t lanes, const Real* rows, std::size_t stride,
                       std::span<const WeightedRow<Real>> terms) {
  for (const WeightedRow<Real>& term : terms) {
    const Real* row = rows + term.row * stride;
    for (std::size_t i = 0; i < lanes; ++i) sums[i] = fma(term.factor, row[i], sums[i]);
  }
}

}  // namespace

const InferenceKernels& scalar_inference_kernels() {
  static constexpr InferenceKernels table{{present<double>, add_weighted_rows<double>},
                                          {present<float>, add_weighted_rows<float>}};
  return table;
}

}  // namespace ebsnn
