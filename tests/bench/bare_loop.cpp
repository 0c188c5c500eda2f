#include "bench/bare_loop.hpp"

#include <numbers>
#include <numeric>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/bare_loop.cpp"
// The same targets as kernels/vector_kernels.cpp.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
// Everything that is included again for each target comes after foreach_target.h.
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "kernels/vector_math-inl.hpp"
// clang-format on

#ifndef EBSNN_BENCH_BARE_LOOP_STATE
#define EBSNN_BENCH_BARE_LOOP_STATE
namespace ebsnn::bench {
/// blocks: [lane / kLanes][v, w, z, threshold, g_inh][kLanes], in the units of
/// kernels/inference.hpp
struct BareLoopState {
  const double *lgn, *v1, *inh;
  double* blocks;
};
inline constexpr std::size_t kFields = 5;
}  // namespace ebsnn::bench
#endif

HWY_BEFORE_NAMESPACE();
namespace ebsnn::bench::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace kernel = ebsnn::HWY_NAMESPACE;

using D = kernel::D;
template <std::size_t kCount>
using Vectors = kernel::Vectors<D, kCount>;
constexpr std::size_t kVectorsABlock = ebsnn::kLanes / hn::MaxLanes(D());

template <std::size_t kCount>
HWY_INLINE void add_rows(D d, Vectors<kCount>& sum, const double* rows,
                         const std::vector<std::uint32_t>& offsets) {
  for (const std::uint32_t offset : offsets) {
    EBSNN_FOR_EACH(k, kCount) {
      sum.of[k] = hn::Add(sum.of[k], hn::Load(d, rows + offset + k * hn::Lanes(d)));
    }
  }
}

using V = kernel::V;

/// One ms of one vector; `power` is 2^(v - threshold), `current` is the rest of the input.
HWY_INLINE void update(D d, double* block, V power, V current) {
  const auto c = [&](double value) HWY_ATTR { return hn::Set(d, value); };
  const auto field = [&](std::size_t index) { return block + index * ebsnn::kLanes; };
  const V v = hn::Load(d, field(0));
  const V threshold = hn::MulAdd(c(1.0 - 1.0 / 50), hn::Load(d, field(3)), c(0.3));
  const V next = hn::MulAdd(c(0.15), power, hn::MulAdd(c(1.0 - 30.0 / 281), v, current));
  const V w = hn::Mul(c(1.0 - 1.0 / 144), hn::Load(d, field(1)));
  hn::Store(hn::Min(next, threshold), d, field(0));
  hn::Store(hn::MulAdd(c(4.0 / 144 / 281), v, w), d, field(1));
  hn::Store(threshold, d, field(3));
}

/// kBlocks blocks from lane i on; `v1` are the rows of V1 spikes if they reach these blocks,
/// otherwise none.
template <std::size_t kBlocks>
HWY_INLINE void step_blocks(D d, const BareLoopState& s, const StepRows& rows, std::size_t i,
                            const double* v1_rows, const std::vector<std::uint32_t>& v1) {
  constexpr std::size_t kCount = kBlocks * kVectorsABlock;
  const auto block = [&](std::size_t j) {
    return s.blocks + i * kFields + j / kVectorsABlock * kFields * ebsnn::kLanes +
           j % kVectorsABlock * hn::MaxLanes(d);
  };
  const auto field = [&](std::size_t j, std::size_t index) {
    return block(j) + index * ebsnn::kLanes;
  };
  Vectors<kCount> g;
  Vectors<kCount> power;
  EBSNN_FOR_EACH(j, kCount) g.of[j] = hn::Load(d, field(j, 4));
  add_rows(d, g, s.inh + i, rows.inh);
  EBSNN_FOR_EACH(j, kCount) {
    const V z = hn::Load(d, field(j, 2));
    hn::Store(hn::Mul(g.of[j], hn::Set(d, 0.9)), d, field(j, 4));
    hn::Store(hn::Mul(z, hn::Set(d, 1.0 - 1.0 / 40)), d, field(j, 2));
    g.of[j] = hn::Sub(hn::Sub(z, hn::Load(d, field(j, 1))), g.of[j]);
  }
  add_rows(d, g, s.lgn + i, rows.lgn);
  add_rows(d, g, v1_rows, v1);
  EBSNN_FOR_EACH(j, kCount) {
    power.of[j] = hn::Sub(hn::Load(d, field(j, 0)), hn::Load(d, field(j, 3)));
  }
  kernel::power_of_two_within(d, power);
  EBSNN_FOR_EACH(j, kCount) update(d, block(j), power.of[j], g.of[j]);
}

template <std::size_t kBlocks>
HWY_INLINE void step(D d, const BareLoopState& s, const StepRows& rows, std::size_t first,
                     std::size_t end, const std::vector<std::uint32_t>& v1) {
  std::size_t i = first;
  for (; i + kBlocks * ebsnn::kLanes <= end; i += kBlocks * ebsnn::kLanes) {
    step_blocks<kBlocks>(d, s, rows, i, s.v1 + (i - first), v1);
  }
  for (; i < end; i += ebsnn::kLanes) {
    step_blocks<1>(d, s, rows, i, s.v1 + (i - first), v1);
  }
}

void run(const BareLoopState& s, const std::vector<StepRows>& steps) {
  const D d;
  const std::vector<std::uint32_t> none;
  // As many vectors at a time as fit into the registers: 6, and the 5 blocks of Inh.
  constexpr bool kWidest = kVectorsABlock == 1;
  for (const StepRows& rows : steps) {
    step<kWidest ? 6 : 3>(d, s, rows, 0, BareLoop::kV1, none);
    step<kWidest ? 5 : 2>(d, s, rows, BareLoop::kV1, BareLoop::kLanes, rows.v1);
  }
}

}  // namespace ebsnn::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ebsnn::bench {

HWY_EXPORT(run);

namespace {

/// Weights onto the neurons from lane `first` on, one row per presynaptic neuron.
void scatter(const WeightMatrix& matrix, AlignedArray& rows, std::size_t lanes, std::size_t first) {
  for (std::size_t post = 0; post < matrix.posts; ++post) {
    for (std::size_t pre = 0; pre < matrix.pres; ++pre) {
      rows[pre * lanes + first + post] = matrix.at(post, pre) * std::numbers::log2e / 2.0;
    }
  }
}

}  // namespace

std::vector<StepRows> rows_of(const SpikeRaster& raster, const SpikeTrain& spikes,
                              const NetworkShape& shape) {
  constexpr auto kRow = static_cast<std::uint32_t>(BareLoop::kLanes);
  constexpr auto kV1Row = static_cast<std::uint32_t>(BareLoop::kInhLanes);
  std::vector<StepRows> steps(static_cast<std::size_t>(shape.steps));
  for (int step = 2; step < shape.steps; ++step) {
    for (const std::uint16_t channel : raster.at(step - 2)) {
      steps[static_cast<std::size_t>(step)].lgn.push_back(channel * kRow);
    }
  }
  for (std::size_t i = 0; i < spikes.step.size(); ++i) {
    const std::size_t delivered = spikes.step[i] + 1U;
    if (delivered == steps.size()) continue;
    const std::uint32_t neuron = spikes.neuron[i];
    if (neuron < BareLoop::kV1) {
      steps[delivered].v1.push_back(neuron * kV1Row);
    } else {
      steps[delivered].inh.push_back((neuron - static_cast<std::uint32_t>(BareLoop::kV1)) * kRow);
    }
  }
  return steps;
}

BareLoop::BareLoop(const NetworkWeights& weights)
    : lgn_(weights.v1weight.pres * kLanes),
      v1_(kV1 * kInhLanes),
      inh_(kInh * kLanes),
      blocks_(kLanes * kFields) {
  scatter(weights.v1weight, lgn_, kLanes, 0);
  scatter(weights.inhibw, lgn_, kLanes, kV1);
  scatter(weights.v1toin, v1_, kInhLanes, 0);
  scatter(weights.intov1, inh_, kLanes, 0);
  // The matrix has no self-connections; the assignment of weights to neurons does not affect the
  // time.
  scatter(weights.inlat, inh_, kLanes, kV1);
}

double BareLoop::present(const std::vector<StepRows>& steps) {
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const bool threshold = i / ebsnn::kLanes % kFields == 3;
    blocks_[i] = threshold ? 14.6 : 0.0;
  }
  HWY_DYNAMIC_DISPATCH(run)({lgn_.data(), v1_.data(), inh_.data(), blocks_.data()}, steps);
  return std::accumulate(blocks_.begin(), blocks_.end(), 0.0);
}

}  // namespace ebsnn::bench
#endif
