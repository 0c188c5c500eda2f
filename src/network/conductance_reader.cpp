#include "network/conductance_reader.hpp"

#include <algorithm>

namespace ebsnn {
namespace {

/// [steps] 1 + keep + keep^2 + ... over the steps from each one to the last.
std::vector<double> geometric_sums(double keep, std::size_t steps) {
  std::vector<double> sums(steps);
  double sum = 0.0;
  for (std::size_t t = steps; t-- > 0;) {
    sum = 1.0 + keep * sum;
    sums[t] = sum;
  }
  return sums;
}

/// Input events reach V1 and Inh two steps later, spikes of V1 and Inh one step later.
constexpr std::size_t kInputDelay = 2;
constexpr std::size_t kSpikeDelay = 1;

/// [pre] mean over `count` lanes of each row, from `lane_first` on, per `scale`.
template <class Real>
std::vector<double> means_of_rows(const Real* rows, std::size_t pres, std::size_t stride,
                                  std::size_t lane_first, std::size_t count, double scale) {
  std::vector<double> means(pres);
  for (std::size_t pre = 0; pre < pres; ++pre) {
    const Real* row = rows + pre * stride + lane_first;
    double sum = 0.0;
    for (std::size_t i = 0; i < count; ++i) sum += static_cast<double>(row[i]);
    means[pre] = sum / (scale * static_cast<double>(count));
  }
  return means;
}

}  // namespace

template <class Real>
ConductanceReader<Real>::ConductanceReader(const NeuronParameters& neuron, int steps,
                                           const Layout& layout, const SynapseRows<Real>& rows,
                                           double scale)
    : layout_(layout),
      rows_(rows),
      steps_(static_cast<std::size_t>(steps)),
      scale_(scale),
      keep_exc_(1.0 - 1.0 / neuron.tau_g_exc_ms),
      keep_inh_(1.0 - 1.0 / neuron.tau_g_inh_ms),
      exc_from_(geometric_sums(keep_exc_, steps_)),
      inh_from_(geometric_sums(keep_inh_, steps_)),
      lgn_(layout.lgn),
      v1_(layout.v1),
      inh_(layout.inh),
      exc_sums_(layout.lanes),
      inh_sums_(layout.lanes) {}

template <class Real>
void ConductanceReader<Real>::weigh_spikes(const SpikeRaster& raster,
                                           const PresentedSpikes& spikes) {
  for (std::vector<double>* factors : {&lgn_, &v1_, &inh_}) {
    std::fill(factors->begin(), factors->end(), 0.0);
  }
  for (std::size_t t = 0; t + kInputDelay < steps_; ++t) {
    for (const std::uint16_t channel : raster.at(static_cast<int>(t))) {
      lgn_[channel] += exc_from_[t + kInputDelay];
    }
  }
  for (std::size_t t = 0; t + kSpikeDelay < steps_; ++t) {
    for (std::uint32_t k = spikes.first[t]; k < spikes.first_inh[t]; ++k) {
      v1_[spikes.lanes[k]] += exc_from_[t + kSpikeDelay];
    }
    for (std::uint32_t k = spikes.first_inh[t]; k < spikes.first[t + 1]; ++k) {
      inh_[spikes.lanes[k] - layout_.inh_first] += inh_from_[t + kSpikeDelay];
    }
  }
}

template <class Real>
void ConductanceReader<Real>::add_rows(std::span<Real> sums, const Real* rows, std::size_t stride,
                                       std::span<const double> factors) {
  terms_.clear();
  for (std::size_t pre = 0; pre < factors.size(); ++pre) {
    if (factors[pre] != 0.0) {
      terms_.push_back({static_cast<std::uint32_t>(pre), static_cast<Real>(factors[pre])});
    }
  }
  inference_kernels().of<Real>().add_weighted_rows(sums.data(), sums.size(), rows, stride, terms_);
}

template <class Real>
std::vector<double> ConductanceReader<Real>::by_neuron(std::span<const Real> sums) const {
  std::vector<double> values(layout_.v1 + layout_.inh);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t lane = i < layout_.v1 ? i : layout_.inh_first + i - layout_.v1;
    values[i] = static_cast<double>(sums[lane]) / scale_;
  }
  return values;
}

template <class Real>
ConductanceSums ConductanceReader<Real>::sums(const SpikeRaster& raster,
                                              const PresentedSpikes& spikes) {
  weigh_spikes(raster, spikes);
  std::fill(exc_sums_.begin(), exc_sums_.end(), Real{0});
  std::fill(inh_sums_.begin(), inh_sums_.end(), Real{0});
  const std::span<Real> exc(exc_sums_);
  add_rows(exc, rows_.lgn, layout_.lanes, lgn_);
  add_rows(exc.subspan(layout_.inh_first), rows_.v1, layout_.inh_lanes, v1_);
  add_rows(inh_sums_, rows_.inh, layout_.lanes, inh_);
  return {by_neuron(exc_sums_), by_neuron(inh_sums_)};
}

template <class Real>
void ConductanceReader<Real>::find_row_means() {
  const Layout& l = layout_;
  lgn_to_v1_ = means_of_rows(rows_.lgn, l.lgn, l.lanes, 0, l.v1, scale_);
  lgn_to_inh_ = means_of_rows(rows_.lgn, l.lgn, l.lanes, l.inh_first, l.inh, scale_);
  v1_to_inh_ = means_of_rows(rows_.v1, l.v1, l.inh_lanes, 0, l.inh, scale_);
  inh_to_v1_ = means_of_rows(rows_.inh, l.inh, l.lanes, 0, l.v1, scale_);
  inh_to_inh_ = means_of_rows(rows_.inh, l.inh, l.lanes, l.inh_first, l.inh, scale_);
}

template <class Real>
PopulationConductances ConductanceReader<Real>::means(const SpikeRaster& raster,
                                                      const PresentedSpikes& spikes) {
  if (lgn_to_v1_.empty()) find_row_means();
  PopulationConductances means;
  double v1_exc = 0.0, v1_inh = 0.0, inh_exc = 0.0, inh_inh = 0.0;
  for (std::size_t t = 0; t < steps_; ++t) {
    v1_exc *= keep_exc_;
    inh_exc *= keep_exc_;
    v1_inh *= keep_inh_;
    inh_inh *= keep_inh_;
    if (t >= kInputDelay) {
      for (const std::uint16_t channel : raster.at(static_cast<int>(t - kInputDelay))) {
        v1_exc += lgn_to_v1_[channel];
        inh_exc += lgn_to_inh_[channel];
      }
    }
    if (t >= kSpikeDelay) {
      const std::size_t before = t - kSpikeDelay;
      for (std::uint32_t k = spikes.first[before]; k < spikes.first_inh[before]; ++k) {
        inh_exc += v1_to_inh_[spikes.lanes[k]];
      }
      for (std::uint32_t k = spikes.first_inh[before]; k < spikes.first[before + 1]; ++k) {
        v1_inh += inh_to_v1_[spikes.lanes[k] - layout_.inh_first];
        inh_inh += inh_to_inh_[spikes.lanes[k] - layout_.inh_first];
      }
    }
    means.v1_g_exc.push_back(v1_exc);
    means.v1_g_inh.push_back(v1_inh);
    means.inh_g_exc.push_back(inh_exc);
    means.inh_g_inh.push_back(inh_inh);
  }
  return means;
}

template class ConductanceReader<double>;
template class ConductanceReader<float>;

}  // namespace ebsnn
