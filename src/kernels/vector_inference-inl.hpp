// Presentations with frozen weights as vector code. Included again for each instruction set. Only
// for src/kernels.

#if defined(EBSNN_VECTOR_INFERENCE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef EBSNN_VECTOR_INFERENCE_INL_HPP
#undef EBSNN_VECTOR_INFERENCE_INL_HPP
#else
#define EBSNN_VECTOR_INFERENCE_INL_HPP
#endif

#include "kernels/aligned.hpp"
#include "kernels/inference.hpp"
#include "kernels/patch_spikes.hpp"
#include "kernels/silent_end.hpp"
#include "kernels/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace ebsnn::HWY_NAMESPACE {

/// Everything that a step reads and does not change, as copies that no store can alias: they stay
/// in registers.
template <class Real>
struct Presentation {
  InferenceConstants<Real> c;
  SynapseRows<Real> rows;
  InferenceState<Real> s;
};

/// Number of vectors in a block.
template <class Real>
inline constexpr std::size_t kVectors = lanes_of<Real> / hn::MaxLanes(TagOf<Real>());

/// Adds to `sums` the rows of the neurons at lanes - lane_first; rows are `stride` apart.
template <class Real, std::size_t kCount>
HWY_INLINE void add_rows(TagOf<Real> d, Vectors<TagOf<Real>, kCount>& sums, const Real* rows,
                         std::size_t stride, std::span<const std::uint16_t> lanes,
                         std::size_t lane_first = 0) {
  for (const std::uint16_t lane : lanes) {
    const Real* row = rows + (lane - lane_first) * stride;
    EBSNN_FOR_EACH(k, kCount) {
      sums.of[k] = hn::Add(sums.of[k], hn::Load(d, row + k * hn::MaxLanes(d)));
    }
  }
}

/// Properties of a pass that are known at compile time.
template <class R, bool kDecays, bool kIsShallow, bool kIsInh>
struct Pass {
  using Real = R;
  static constexpr bool kDecay = kDecays;       ///< g_exc does not decay to 0 within a step
  static constexpr bool kShallow = kIsShallow;  ///< no v is below that bound
  static constexpr bool kInh = kIsInh;          ///< Inh, otherwise V1
};

/// One ms of kBlocks blocks, starting at lane i.
template <class P, std::size_t kBlocks, class Real = typename P::Real>
HWY_INLINE void advance_blocks(TagOf<Real> d, const Presentation<Real>& p, const Arrivals& a,
                               std::size_t i, VectorOf<Real>& lowest, std::uint64_t* below) {
  using State = InferenceState<Real>;
  constexpr std::size_t kField = lanes_of<Real>;
  constexpr std::size_t kN = hn::MaxLanes(TagOf<Real>());
  constexpr std::size_t kCount = kBlocks * kVectors<Real>;
  const auto k = [&](Real constant) HWY_ATTR { return hn::Set(d, constant); };
  const auto block_of = [&](std::size_t vector) {
    return p.s.blocks + i * State::kFields + vector / kVectors<Real> * State::kFields * kField +
           vector % kVectors<Real> * kN;
  };
  Vectors<TagOf<Real>, kCount> g;
  EBSNN_FOR_EACH(j, kCount) { g.of[j] = hn::Load(d, block_of(j) + State::kGInh * kField); }
  add_rows<Real, kCount>(d, g, p.rows.inh + i, p.rows.lanes, a.inh, p.rows.inh_first);
  // g becomes z - w - g_inh: all inputs except the excitation.
  EBSNN_FOR_EACH(j, kCount) {
    Real* block = block_of(j);
    const auto z = hn::Load(d, block + State::kZ * kField);
    const auto w = hn::Load(d, block + State::kW * kField);
    const auto drive = hn::Sub(hn::Sub(z, w), g.of[j]);
    hn::Store(hn::Mul(g.of[j], k(p.c.keep_g_inh)), d, block + State::kGInh * kField);
    hn::Store(hn::Mul(z, k(p.c.keep_z)), d, block + State::kZ * kField);
    g.of[j] = drive;
    if constexpr (P::kDecay) {
      g.of[j] = hn::Load(d, p.s.g_exc + i + j * kN);
      hn::Store(drive, d, p.s.g_exc + i + j * kN);
    }
  }
  add_rows<Real, kCount>(d, g, p.rows.lgn + i, p.rows.lanes, a.lgn);
  if constexpr (P::kInh) {
    add_rows<Real, kCount>(d, g, p.rows.v1 + (i - p.rows.inh_first),
                           p.rows.lanes - p.rows.inh_first, a.v1);
  }
  if constexpr (P::kDecay) {
    EBSNN_FOR_EACH(j, kCount) {
      Real* g_exc = p.s.g_exc + i + j * kN;
      const auto drive = hn::Load(d, g_exc);
      hn::Store(hn::Mul(g.of[j], k(p.c.keep_g_exc)), d, g_exc);
      g.of[j] = hn::Add(drive, g.of[j]);
    }
  }
  Vectors<TagOf<Real>, kCount> power;
  EBSNN_FOR_EACH(j, kCount) {
    Real* block = block_of(j);
    power.of[j] = hn::Sub(hn::Load(d, block), hn::Load(d, block + State::kThreshold * kField));
  }
  if constexpr (P::kShallow) {
    power_of_two_within(d, power);
  } else {
    power_of_two_below(d, power);
  }
  EBSNN_FOR_EACH(j, kCount) {
    Real* block = block_of(j);
    const auto v = hn::Load(d, block);
    const auto w = hn::Load(d, block + State::kW * kField);
    const auto threshold = hn::Load(d, block + State::kThreshold * kField);
    const auto next = fused(d, k(p.c.rise), power.of[j], fused(d, k(p.c.keep_v), v, g.of[j]));
    const auto next_threshold = fused(d, k(p.c.keep_threshold), threshold, k(p.c.threshold_gain));
    hn::Store(next, d, block);
    hn::Store(fused(d, k(p.c.w_from_v), v, hn::Mul(k(p.c.keep_w), w)), d,
              block + State::kW * kField);
    hn::Store(next_threshold, d, block + State::kThreshold * kField);
    lowest = hn::Min(next, lowest);
    set_bits<Real>(d, below, i + j * kN, hn::Le(next, next_threshold));
  }
}

/// One ms of the blocks at lanes i .. end - 1.
template <class P, class Real = typename P::Real>
HWY_INLINE void advance_range(TagOf<Real> d, const Presentation<Real>& p, const Arrivals& a,
                              std::size_t i, std::size_t end, VectorOf<Real>& lowest,
                              std::uint64_t* below) {
  constexpr std::size_t kField = lanes_of<Real>;
  // Six vectors at a time: more do not fit into the registers, and with fewer the processor waits.
  constexpr std::size_t kBlocks = kVectors<Real> == 1 ? 6 : kVectors<Real> == 2 ? 3 : 1;
  for (; i + kBlocks * kField <= end; i += kBlocks * kField) {
    advance_blocks<P, kBlocks>(d, p, a, i, lowest, below);
  }
  switch ((end - i) / kField) {
    case 5:
      advance_blocks<P, 5>(d, p, a, i, lowest, below);
      break;
    case 4:
      advance_blocks<P, 4>(d, p, a, i, lowest, below);
      break;
    case 3:
      advance_blocks<P, 3>(d, p, a, i, lowest, below);
      break;
    case 2:
      advance_blocks<P, 2>(d, p, a, i, lowest, below);
      break;
    case 1:
      advance_blocks<P, 1>(d, p, a, i, lowest, below);
      break;
    default:
      break;
  }
}

/// The pass over all neurons for one ms. Returns whether all v are above the bound `shallow` after
/// it.
template <bool kDecay, bool kShallow, class Real>
HWY_NOINLINE bool advance_all(const Presentation<Real>& presentation, const Arrivals& arrivals,
                              std::uint64_t* below) {
  const TagOf<Real> d;
  // Copies that no store can alias: they stay in registers.
  const Presentation<Real> p = presentation;
  const Arrivals a = arrivals;
  auto lowest = hn::Zero(d);
  advance_range<Pass<Real, kDecay, kShallow, false>>(d, p, a, 0, p.rows.inh_first, lowest, below);
  advance_range<Pass<Real, kDecay, kShallow, true>>(d, p, a, p.rows.inh_first, p.rows.lanes, lowest,
                                                    below);
  return hn::AllTrue(d, hn::Ge(lowest, hn::Set(d, p.c.shallow)));
}

template <class Real>
using AdvanceAll = bool (*)(const Presentation<Real>&, const Arrivals&, std::uint64_t*);

template <class Real>
Divergence present(const InferenceConstants<Real>& constants, const SynapseRows<Real>& rows,
                   const InferenceState<Real>& state, const PatchEvents& events,
                   const PatchSpikes<Real>& spikes) {
  const Presentation<Real> p{constants, rows, state};
  const bool decays = constants.keep_g_exc != 0;
  const AdvanceAll<Real> careful =
      decays ? advance_all<true, false, Real> : advance_all<false, false, Real>;
  const AdvanceAll<Real> quick =
      decays ? advance_all<true, true, Real> : advance_all<false, true, Real>;
  PatchSpikeWriter<Real> writer(constants, rows, state, spikes);
  const SilentEnd<Real> silence(constants, rows.lanes, events);
  bool shallow = constants.shallow <= 0;
  for (int step = 0; step < events.steps; ++step) {
    const Arrivals a = arrivals(events, spikes, step);
    std::uint64_t* below = writer.below();
    shallow = (shallow ? quick : careful)(p, a, below);
    const std::ptrdiff_t lane = writer.end_step(step, shallow);
    if (lane >= 0) return {lane, step};
    if (silence.is_after(step, state, spikes)) {
      silence.end(step, spikes);
      break;
    }
  }
  return {};
}

}  // namespace ebsnn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
