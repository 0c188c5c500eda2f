#include "bench/floor.hpp"

#include "kernels/model_constants.hpp"

#include <numbers>
#include <numeric>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/floor.cpp"
// The targets of kernels/vector_kernels.cpp.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef EBSNN_BENCH_FLOOR_STATE
#define EBSNN_BENCH_FLOOR_STATE
namespace ebsnn::bench {
struct FloorState {
  const double *lgn, *v1, *inh;
  double *vm, *wad, *z, *vt, *g_inh;
};
}  // namespace ebsnn::bench
#endif

HWY_BEFORE_NAMESPACE();
namespace ebsnn::bench::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::CappedTag<double, 8>;
using V = hn::Vec<D>;

/// 2^x as the product computes it, but without bounds: arguments are within -50 .. 0.
HWY_INLINE V power_of_two(D d, V x) {
  const hn::RebindToUnsigned<D> du;
  const auto c = [&](int i) HWY_ATTR { return hn::Set(d, model::kPowerOfTwo[i]); };
  const V round = hn::Set(d, model::kRoundToInteger);
  const V shifted = hn::Add(x, round);
  const V f = hn::Sub(x, hn::Sub(shifted, round));
  const V f2 = hn::Mul(f, f);
  V even = hn::MulAdd(c(10), f2, c(8));
  V odd = hn::MulAdd(c(11), f2, c(9));
  for (int i = 6; i >= 0; i -= 2) {
    even = hn::MulAdd(even, f2, c(i));
    odd = hn::MulAdd(odd, f2, c(i + 1));
  }
  const auto bits = hn::BitCast(du, hn::MulAdd(odd, f, even));
  return hn::BitCast(d, hn::Add(bits, hn::ShiftLeft<52>(hn::BitCast(du, shifted))));
}

/// `kGroup` vectors that are handled together, so that an offset is read once for all of them.
template <std::size_t kGroup>
struct Group {
  V sum[kGroup];
};

template <std::size_t kGroup>
HWY_INLINE void add_rows(D d, Group<kGroup>& g, const double* rows,
                         const std::vector<std::uint32_t>& offsets) {
  for (const std::uint32_t offset : offsets) {
    for (std::size_t k = 0; k < kGroup; ++k) {
      g.sum[k] = hn::Add(g.sum[k], hn::Load(d, rows + offset + k * hn::Lanes(d)));
    }
  }
}

/// One ms of the neurons at lane i; `g_exc` is all that excites them (its decay leaves nothing).
HWY_INLINE void update(D d, const FloorState& s, std::size_t i, V g_exc, V g_inh) {
  const auto c = [&](double value) HWY_ATTR { return hn::Set(d, value); };
  const V vm = hn::Load(d, s.vm + i);
  const V wad = hn::Load(d, s.wad + i);
  const V z = hn::Load(d, s.z + i);
  const V vt = hn::Load(d, s.vt + i);
  const V up = hn::Sub(vm, c(-70.6));
  const V power = power_of_two(d, hn::Mul(hn::Sub(vm, vt), c(std::numbers::log2e / 2.0)));
  const V drive = hn::MulAdd(c(1.0 / 281), hn::Sub(z, wad), hn::Sub(g_exc, g_inh));
  const V dvm = hn::MulAdd(c(60.0 / 281), power, hn::MulAdd(c(-30.0 / 281), up, drive));
  const V dwad = hn::MulSub(c(4.0), up, wad);
  const V vt_after = hn::MulAdd(hn::Sub(c(-50.4), vt), c(1.0 / 50), vt);
  hn::Store(hn::Min(hn::Add(vm, dvm), vt_after), d, s.vm + i);
  hn::Store(hn::MulAdd(dwad, c(1.0 / 144), wad), d, s.wad + i);
  hn::Store(hn::Mul(z, c(1.0 - 1.0 / 40)), d, s.z + i);
  hn::Store(vt_after, d, s.vt + i);
  hn::Store(hn::Mul(g_inh, c(0.9)), d, s.g_inh + i);
}

/// Lanes first .. end - 1; `v1` are the rows of V1 spikes as they reach these, or none.
template <std::size_t kGroup>
HWY_INLINE void step(D d, const FloorState& s, const StepRows& rows, std::size_t first,
                     std::size_t end, const std::vector<std::uint32_t>& v1) {
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = first; i < end; i += kGroup * lanes) {
    Group<kGroup> g_exc;
    Group<kGroup> g_inh;
    for (std::size_t k = 0; k < kGroup; ++k) {
      g_exc.sum[k] = hn::Zero(d);
      g_inh.sum[k] = hn::Load(d, s.g_inh + i + k * lanes);
    }
    add_rows(d, g_exc, s.lgn + i, rows.lgn);
    add_rows(d, g_exc, s.v1 + (i - first), v1);
    add_rows(d, g_inh, s.inh + i, rows.inh);
    for (std::size_t k = 0; k < kGroup; ++k) {
      update(d, s, i + k * lanes, g_exc.sum[k], g_inh.sum[k]);
    }
  }
}

void run(const FloorState& s, const std::vector<StepRows>& steps) {
  const D d;
  const std::vector<std::uint32_t> none;
  for (const StepRows& rows : steps) {
    // Group sizes that divide the numbers of vectors, 18 and 5 of the widest.
    step<3>(d, s, rows, 0, Floor::kV1, none);
    step<5>(d, s, rows, Floor::kV1, Floor::kLanes, rows.v1);
  }
}

}  // namespace ebsnn::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ebsnn::bench {

HWY_EXPORT(run);

namespace {

/// Weights onto the neurons from lane `first` on, one row a presynaptic neuron.
void scatter(const WeightMatrix& matrix, AlignedArray& rows, std::size_t lanes, std::size_t first) {
  for (std::size_t post = 0; post < matrix.posts; ++post) {
    for (std::size_t pre = 0; pre < matrix.pres; ++pre) {
      rows[pre * lanes + first + post] = matrix.at(post, pre);
    }
  }
}

}  // namespace

std::vector<StepRows> rows_of(const SpikeRaster& raster, const SpikeTrain& spikes,
                              const NetworkShape& shape) {
  constexpr auto kRow = static_cast<std::uint32_t>(Floor::kLanes);
  constexpr auto kV1Row = static_cast<std::uint32_t>(Floor::kInhLanes);
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
    if (neuron < Floor::kV1) {
      steps[delivered].v1.push_back(neuron * kV1Row);
    } else {
      steps[delivered].inh.push_back((neuron - static_cast<std::uint32_t>(Floor::kV1)) * kRow);
    }
  }
  return steps;
}

Floor::Floor(const NetworkWeights& weights)
    : lgn_(weights.v1weight.pres * kLanes),
      v1_(kV1 * kInhLanes),
      inh_(kInh * kLanes),
      vm_(kLanes),
      wad_(kLanes),
      z_(kLanes),
      vt_(kLanes),
      g_inh_(kLanes) {
  scatter(weights.v1weight, lgn_, kLanes, 0);
  scatter(weights.inhibw, lgn_, kLanes, kV1);
  scatter(weights.v1toin, v1_, kInhLanes, 0);
  scatter(weights.intov1, inh_, kLanes, 0);
  // The matrix leaves self-connections out; which weight meets which neuron makes no difference in
  // time.
  scatter(weights.inlat, inh_, kLanes, kV1);
}

double Floor::present(const std::vector<StepRows>& steps) {
  vm_.assign(kLanes, -70.6);
  wad_.assign(kLanes, 0.0);
  z_.assign(kLanes, 0.0);
  vt_.assign(kLanes, -50.4);
  g_inh_.assign(kLanes, 0.0);
  const FloorState state{lgn_.data(), v1_.data(), inh_.data(), vm_.data(),
                         wad_.data(), z_.data(),  vt_.data(),  g_inh_.data()};
  HWY_DYNAMIC_DISPATCH(run)(state, steps);
  return std::accumulate(vm_.begin(), vm_.end(), 0.0);
}

}  // namespace ebsnn::bench
#endif
