#include "reference/reference_network.hpp"

#include <algorithm>
#include <cmath>

namespace ebsnn::reference {
namespace {

std::size_t size(int n) { return static_cast<std::size_t>(n); }

Neuron at_rest(const NeuronParameters& p) {
  Neuron n{};
  n.vm = p.e_l_mv;
  n.vmean = 0.0;
  n.umean_ltd = -70.0;
  n.umean_ltp = -70.0;
  n.xtrace = 0.0;
  n.wad = 0.0;
  n.z = 0.0;
  n.vt = p.vt_rest_mv;
  n.g_exc = 0.0;
  n.g_inh = 0.0;
  n.state = 0.0;
  n.spike = 0.0;
  return n;
}

double dvm(const Neuron& n, const NeuronParameters& p) {
  if (n.state == 2.0) {
    return 3.462;
  }
  if (n.state == 1.0) {
    return -(n.vm + 51.75) + (p.i_sp_pa - (n.wad + p.b_pa)) / p.c_pf + n.g_exc - n.g_inh;
  }
  return (-p.g_l_ns * (n.vm - p.e_l_mv) +
          p.g_l_ns * p.delta_t_mv * std::exp((n.vm - n.vt) / p.delta_t_mv) - n.wad + n.z) /
             p.c_pf +
         n.g_exc - n.g_inh;
}

double dwad(const Neuron& n, const NeuronParameters& p) {
  if (n.state == 2.0) {
    return 0.0;
  }
  if (n.state == 1.0) {
    return p.b_pa / p.tau_w_ms;
  }
  return (p.a_ns * (n.vm - p.e_l_mv) - n.wad) / p.tau_w_ms;
}

double dz(const Neuron& n, const NeuronParameters& p) {
  if (n.state == 1.0) {
    return p.i_sp_pa - n.z - 10.0;
  }
  return -n.z / p.tau_z_ms;
}

double dvt(const Neuron& n, const NeuronParameters& p) {
  if (n.state == 1.0) {
    return (p.vt_max_mv - n.vt) - 0.4;
  }
  return (p.vt_rest_mv - n.vt) / p.tau_vt_ms;
}

void update(Neuron& n, const NeuronParameters& p) {
  constexpr double kDt = 1.0;
  const Neuron old = n;
  const double depolarised = std::max(old.vm - p.e_l_mv, 0.0);
  n.vm += kDt * dvm(old, p);
  n.vmean += kDt * (depolarised * depolarised - old.vmean) / p.tau_mean_ms;
  n.umean_ltd += kDt * (old.vm - old.umean_ltd) / p.tau_ltd_ms;
  n.umean_ltp += kDt * (old.vm - old.umean_ltp) / p.tau_ltp_ms;
  n.xtrace += kDt * -old.xtrace / p.tau_x_ms;
  n.wad += kDt * dwad(old, p);
  n.z += kDt * dz(old, p);
  n.vt += kDt * dvt(old, p);
  n.g_exc += kDt * -old.g_exc / p.tau_g_exc_ms;
  n.g_inh += kDt * -old.g_inh / p.tau_g_inh_ms;
  n.state = std::max(old.state - 1.0, 0.0);
  n.spike = 0.0;
  n.vm_before_spike = n.vm;
  if (n.state == 0.0 && n.vm > n.vt) {
    n.vm = 29.0;
    n.state = 2.0;
    n.vt = p.vt_max_mv;
    n.spike = 1.0;
    n.xtrace += 1.0 / p.tau_x_ms;
  }
}

void update(Relay& n, double tau_x_ms) {
  n.g_exc = std::max(n.g_exc + -70.4 / 1000.0, -70.4);
  n.xtrace += -n.xtrace / tau_x_ms;
  n.spike = 0.0;
  if (n.g_exc > -50.4) {
    n.g_exc = -70.4;
    n.spike = 1.0;
    n.xtrace += 1.0 / tau_x_ms;
  }
}

template <class Population>
std::vector<double> spikes_of(const Population& population) {
  std::vector<double> spikes;
  for (const auto& neuron : population) {
    spikes.push_back(neuron.spike);
  }
  return spikes;
}

template <class Population>
std::vector<double> xtraces_of(const Population& population) {
  std::vector<double> xtraces;
  for (const auto& neuron : population) {
    xtraces.push_back(neuron.xtrace);
  }
  return xtraces;
}

bool none_of(const std::vector<double>& spikes) {
  return std::all_of(spikes.begin(), spikes.end(), [](double spike) { return spike == 0.0; });
}

void deliver_to(const Projection& projection, const std::vector<double>& pre_spike,
                std::vector<Neuron>& posts, double Neuron::*target) {
  if (none_of(pre_spike)) return;
  for (std::size_t post = 0; post < projection.w.posts; ++post) {
    for (std::size_t column = 0; column < projection.w.pres; ++column) {
      if (pre_spike[projection.pre_of(post, column)] == 0.0) {
        continue;
      }
      posts[post].*target += projection.w.at(post, column);
    }
  }
}

/// Effect of a delivered spike on an inhibitory synapse, after its weight has been added.
void learn_on_delivery(InhibitorySynapses& synapses, const std::vector<double>& pre_spike,
                       double rate, double offset) {
  if (none_of(pre_spike)) return;
  for (std::size_t post = 0; post < synapses.w.posts; ++post) {
    for (std::size_t column = 0; column < synapses.w.pres; ++column) {
      if (pre_spike[synapses.pre_of(post, column)] == 0.0) {
        continue;
      }
      synapses.w.at(post, column) += rate * (synapses.trace_post.at(post, column) - offset);
      synapses.trace_pre.at(post, column) += 1.0;
    }
  }
}

/// Clips to [0, w_max] and counts the clipped weights.
double clip(double w, double w_max, long& low, long& high) {
  if (w < 0.0) {
    ++low;
    return 0.0;
  }
  if (w > w_max) {
    ++high;
    return w_max;
  }
  return w;
}

void fill_traces(InhibitorySynapses& synapses, const std::vector<double>& pre,
                 const std::vector<double>& post_values) {
  for (std::size_t post = 0; post < synapses.w.posts; ++post) {
    for (std::size_t column = 0; column < synapses.w.pres; ++column) {
      synapses.trace_pre.at(post, column) = pre[synapses.pre_of(post, column)];
      synapses.trace_post.at(post, column) = post_values[post];
    }
  }
}

void read_traces(const InhibitorySynapses& synapses, std::vector<double>& pre,
                 std::vector<double>& post_values) {
  for (std::size_t post = 0; post < synapses.w.posts; ++post) {
    for (std::size_t column = 0; column < synapses.w.pres; ++column) {
      pre[synapses.pre_of(post, column)] = synapses.trace_pre.at(post, column);
      post_values[post] = synapses.trace_post.at(post, column);
    }
  }
}

void equalise_rows(WeightMatrix& matrix) {
  for (std::size_t post = 0; post < matrix.posts; ++post) {
    double on = 0.0;
    double off = 0.0;
    for (std::size_t pre = 0; pre < matrix.pres; pre += 2) {
      on += matrix.at(post, pre) * matrix.at(post, pre);
      off += matrix.at(post, pre + 1) * matrix.at(post, pre + 1);
    }
    if (on == 0.0) {
      continue;
    }
    const double factor = std::sqrt(off) / std::sqrt(on);
    for (std::size_t pre = 0; pre < matrix.pres; pre += 2) {
      matrix.at(post, pre) *= factor;
    }
  }
}

void record(PatchResult& result, int step, const std::vector<Neuron>& population,
            std::size_t first) {
  for (std::size_t i = 0; i < population.size(); ++i) {
    result.mean_g_exc[first + i] += population[i].seen_g_exc;
    result.mean_g_inh[first + i] += population[i].seen_g_inh;
    if (population[i].spike == 0.0) {
      continue;
    }
    ++result.counts[first + i];
    result.spikes.push_back({step, static_cast<int>(first + i)});
  }
}

}  // namespace

ReferenceNetwork::ReferenceNetwork(const ModelParameters& parameters, const NetworkWeights& weights,
                                   Mode mode)
    : parameters_(parameters),
      mode_(mode),
      input_(size(parameters.shape.lgn())),
      lgn_(size(parameters.shape.lgn())),
      v1_(size(parameters.shape.v1)),
      inh_(size(parameters.shape.inh)) {
  inlat_.self_left_out = true;
  set_weights(weights);
  intov1_.trace_pre = intov1_.trace_post = WeightMatrix(intov1_.w.posts, intov1_.w.pres);
  inlat_.trace_pre = inlat_.trace_post = WeightMatrix(inlat_.w.posts, inlat_.w.pres);
}

PatchResult ReferenceNetwork::present(const Events& events, const Observer& observer) {
  PatchResult result;
  const std::size_t neurons = v1_.size() + inh_.size();
  result.counts.assign(neurons, 0);
  result.mean_g_exc.assign(neurons, 0.0);
  result.mean_g_inh.assign(neurons, 0.0);
  reset();
  for (int step = 0; step < parameters_.shape.steps; ++step) {
    deliver();
    update_populations(events[size(step)]);
    if (mode_ == Mode::learning) {
      learn();
    }
    for (std::size_t i = 0; i < lgn_.size(); ++i) {
      if (lgn_[i].spike != 0.0) {
        result.lgn_spikes.push_back({step, static_cast<int>(i)});
      }
    }
    record(result, step, v1_, 0);
    record(result, step, inh_, v1_.size());
    if (observer) {
      observer(step, *this);
    }
  }
  for (double& mean : result.mean_g_exc) {
    mean /= parameters_.shape.steps;
  }
  for (double& mean : result.mean_g_inh) {
    mean /= parameters_.shape.steps;
  }
  return result;
}

void ReferenceNetwork::reset() {
  std::fill(input_.begin(), input_.end(), 0.0);
  std::fill(lgn_.begin(), lgn_.end(), Relay{-70.6, 0.0, 0.0});
  std::fill(v1_.begin(), v1_.end(), at_rest(parameters_.neuron));
  std::fill(inh_.begin(), inh_.end(), at_rest(parameters_.neuron));
}

void ReferenceNetwork::deliver() {
  const std::vector<double> lgn_spikes = spikes_of(lgn_);
  const std::vector<double> v1_spikes = spikes_of(v1_);
  const std::vector<double> inh_spikes = spikes_of(inh_);
  for (std::size_t i = 0; i < lgn_.size(); ++i) {
    if (input_[i] != 0.0) {
      lgn_[i].g_exc += 30.0;
    }
  }
  deliver_to(v1weight_, lgn_spikes, v1_, &Neuron::g_exc);
  deliver_to(inhibw_, lgn_spikes, inh_, &Neuron::g_exc);
  deliver_to(v1toin_, v1_spikes, inh_, &Neuron::g_exc);
  deliver_to(intov1_, inh_spikes, v1_, &Neuron::g_inh);
  deliver_to(inlat_, inh_spikes, inh_, &Neuron::g_inh);
  if (mode_ == Mode::learning) {
    const double rate = parameters_.plasticity.inhibitory_rate;
    learn_on_delivery(intov1_, inh_spikes, rate, parameters_.intov1.offset);
    learn_on_delivery(inlat_, inh_spikes, rate, parameters_.inlat.offset);
  }
  for (auto* population : {&v1_, &inh_}) {
    for (Neuron& neuron : *population) {
      neuron.seen_g_exc = neuron.g_exc;
      neuron.seen_g_inh = neuron.g_inh;
    }
  }
}

void ReferenceNetwork::update_populations(const std::vector<int>& input_events) {
  std::fill(input_.begin(), input_.end(), 0.0);
  for (const int channel : input_events) {
    input_[size(channel)] = 1.0;
  }
  for (Relay& neuron : lgn_) {
    update(neuron, parameters_.plasticity.tau_x_lgn_ms);
  }
  for (Neuron& neuron : v1_) {
    update(neuron, parameters_.neuron);
  }
  for (Neuron& neuron : inh_) {
    update(neuron, parameters_.neuron);
  }
}

void ReferenceNetwork::learn() {
  const std::vector<double> lgn_spikes = spikes_of(lgn_);
  const std::vector<double> lgn_xtraces = xtraces_of(lgn_);
  learn_voltage_based(v1weight_, parameters_.v1weight, lgn_spikes, lgn_xtraces, v1_);
  learn_voltage_based(inhibw_, parameters_.inhibw, lgn_spikes, lgn_xtraces, inh_);
  learn_voltage_based(v1toin_, parameters_.v1toin, spikes_of(v1_), xtraces_of(v1_), inh_);
  clip_and_decay(intov1_, parameters_.intov1);
  clip_and_decay(inlat_, parameters_.inlat);
  post_spikes(intov1_, v1_);
  post_spikes(inlat_, inh_);
}

void ReferenceNetwork::learn_voltage_based(Projection& projection, const ExcitatoryProjection& rule,
                                           const std::vector<double>& pre_spike,
                                           const std::vector<double>& pre_xtrace,
                                           const std::vector<Neuron>& posts) {
  const PlasticityParameters p = parameters_.plasticity;
  for (std::size_t post = 0; post < projection.w.posts; ++post) {
    const Neuron n = posts[post];
    // Of the neuron alone, for all of its synapses.
    const double ltd_rate = rule.a_ltd * (n.vmean / p.vmean_reference);
    const double ltp_rate = rule.a_ltp * std::max(n.vm - p.theta_plus_mv, 0.0);
    const double above_ltd = std::max(n.umean_ltd - p.theta_minus_mv, 0.0);
    const double above_ltp = std::max(n.umean_ltp - p.theta_minus_mv, 0.0);
    for (std::size_t pre = 0; pre < projection.w.pres; ++pre) {
      double& w = projection.w.at(post, pre);
      const double ltd = w > 0.0 ? ltd_rate * pre_spike[pre] * above_ltd : 0.0;
      const double ltp = w < rule.w_max ? ltp_rate * pre_xtrace[pre] * above_ltp : 0.0;
      w = clip(w - ltd + ltp, rule.w_max, clipped_.excitatory_low, clipped_.excitatory_high);
    }
  }
}

void ReferenceNetwork::clip_and_decay(InhibitorySynapses& synapses,
                                      const InhibitoryProjection& rule) {
  for (double& w : synapses.w.values) {
    w = clip(w, rule.w_max, clipped_.inhibitory_low, clipped_.inhibitory_high);
  }
  for (double& trace : synapses.trace_pre.values) {
    trace -= trace / rule.tau_ms;
  }
  for (double& trace : synapses.trace_post.values) {
    trace -= trace / rule.tau_ms;
  }
}

void ReferenceNetwork::post_spikes(InhibitorySynapses& synapses, const std::vector<Neuron>& posts) {
  const double rate = parameters_.plasticity.inhibitory_rate;
  for (std::size_t post = 0; post < synapses.w.posts; ++post) {
    if (posts[post].spike == 0.0) {
      continue;
    }
    for (std::size_t column = 0; column < synapses.w.pres; ++column) {
      synapses.w.at(post, column) += rate * synapses.trace_pre.at(post, column);
      synapses.trace_post.at(post, column) += 1.0;
    }
  }
}

NetworkWeights ReferenceNetwork::weights() const {
  NetworkWeights weights;
  weights.v1weight = v1weight_.w;
  weights.inhibw = inhibw_.w;
  weights.v1toin = v1toin_.w;
  weights.intov1 = intov1_.w;
  weights.inlat = inlat_.w;
  return weights;
}

void ReferenceNetwork::set_weights(const NetworkWeights& weights) {
  v1weight_.w = weights.v1weight;
  inhibw_.w = weights.inhibw;
  v1toin_.w = weights.v1toin;
  intov1_.w = weights.intov1;
  inlat_.w = weights.inlat;
}

InhibitoryTraces ReferenceNetwork::traces() const {
  InhibitoryTraces traces;
  traces.intov1_pre.resize(inh_.size());
  traces.intov1_post.resize(v1_.size());
  traces.inlat_pre.resize(inh_.size());
  traces.inlat_post.resize(inh_.size());
  read_traces(intov1_, traces.intov1_pre, traces.intov1_post);
  read_traces(inlat_, traces.inlat_pre, traces.inlat_post);
  return traces;
}

void ReferenceNetwork::set_traces(const InhibitoryTraces& traces) {
  fill_traces(intov1_, traces.intov1_pre, traces.intov1_post);
  fill_traces(inlat_, traces.inlat_pre, traces.inlat_post);
}

void equalise_on_off(NetworkWeights& weights) {
  equalise_rows(weights.v1weight);
  equalise_rows(weights.inhibw);
}

}  // namespace ebsnn::reference
