#include "network/parameters.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace ebsnn {
namespace {

using Real = std::function<void(const ParameterInfo&, double&)>;
using Whole = std::function<void(const ParameterInfo&, int&)>;

constexpr double kLargest = 1e6;

void visit_shape(NetworkShape& s, const Whole& whole) {
  whole({"patch-side", "px", "side of a patch; the input has an ON and an OFF channel per pixel", 1,
         kMaxPatchSide},
        s.patch_side);
  whole({"v1", "neurons", "size of V1", 1, 4096}, s.v1);
  whole({"inh", "neurons", "size of Inh", 1, 4096}, s.inh);
  whole({"steps", "ms", "duration of a patch presentation", 1, 60000}, s.steps);
}

void visit_neuron(NeuronParameters& n, const Real& real) {
  real({"g-l-ns", "nS", "leak conductance", 0, kLargest}, n.g_l_ns);
  real({"delta-t-mv", "mV", "slope of the exponential", 1e-3, kLargest}, n.delta_t_mv);
  real({"tau-w-ms", "ms", "time constant of adaptation", 1, kLargest}, n.tau_w_ms);
  real({"a-ns", "nS", "subthreshold adaptation", 0, kLargest}, n.a_ns);
  real({"b-pa", "pA", "adaptation per spike", 0, kLargest}, n.b_pa);
  real({"e-l-mv", "mV", "resting potential", -200, 100}, n.e_l_mv);
  real({"c-pf", "pF", "membrane capacitance", 1e-3, kLargest}, n.c_pf);
  real({"tau-z-ms", "ms", "time constant of the spike after-current", 1, kLargest}, n.tau_z_ms);
  real({"tau-vt-ms", "ms", "time constant of the threshold", 1, kLargest}, n.tau_vt_ms);
  real({"i-sp-pa", "pA", "spike after-current", -kLargest, kLargest}, n.i_sp_pa);
  real({"vt-max-mv", "mV", "threshold after a spike", -200, 100}, n.vt_max_mv);
  real({"vt-rest-mv", "mV", "threshold at rest", -200, 100}, n.vt_rest_mv);
  real({"tau-x-ms", "ms", "time constant of the spike trace", 1, kLargest}, n.tau_x_ms);
  real({"tau-ltd-ms", "ms", "time constant of the first low-pass of vm", 1, kLargest},
       n.tau_ltd_ms);
  real({"tau-ltp-ms", "ms", "time constant of the second low-pass of vm", 1, kLargest},
       n.tau_ltp_ms);
  real({"tau-mean-ms", "ms", "time constant of the mean squared depolarisation", 1, kLargest},
       n.tau_mean_ms);
  real({"tau-g-exc-ms", "ms", "time constant of the excitatory conductance", 1, kLargest},
       n.tau_g_exc_ms);
  real({"tau-g-inh-ms", "ms", "time constant of the inhibitory conductance", 1, kLargest},
       n.tau_g_inh_ms);
}

struct ExcitatoryInfo {
  ParameterInfo a_ltd, a_ltp, w_max, initial_low, initial_high;
};

void visit_excitatory(ExcitatoryProjection& p, const ExcitatoryInfo& info, const Real& real) {
  real(info.a_ltd, p.a_ltd);
  real(info.a_ltp, p.a_ltp);
  real(info.w_max, p.w_max);
  real(info.initial_low, p.initial_low);
  real(info.initial_high, p.initial_high);
}

void visit_excitatory(ModelParameters& m, const Real& real) {
  visit_excitatory(m.v1weight,
                   {{"v1weight-a-ltd", "1/(ms mV)", "LGN -> V1: amplitude of depression", 0, 1},
                    {"v1weight-a-ltp", "1/mV^2", "LGN -> V1: amplitude of potentiation", 0, 1},
                    {"v1weight-max", "", "LGN -> V1: upper bound of weights", 0, 1000},
                    {"v1weight-initial-low", "", "LGN -> V1: smallest initial weight", 0, 1000},
                    {"v1weight-initial-high", "", "LGN -> V1: largest initial weight", 0, 1000}},
                   real);
  visit_excitatory(m.inhibw,
                   {{"inhibw-a-ltd", "1/(ms mV)", "LGN -> Inh: amplitude of depression", 0, 1},
                    {"inhibw-a-ltp", "1/mV^2", "LGN -> Inh: amplitude of potentiation", 0, 1},
                    {"inhibw-max", "", "LGN -> Inh: upper bound of weights", 0, 1000},
                    {"inhibw-initial-low", "", "LGN -> Inh: smallest initial weight", 0, 1000},
                    {"inhibw-initial-high", "", "LGN -> Inh: largest initial weight", 0, 1000}},
                   real);
  visit_excitatory(m.v1toin,
                   {{"v1toin-a-ltd", "1/(ms mV)", "V1 -> Inh: amplitude of depression", 0, 1},
                    {"v1toin-a-ltp", "1/mV^2", "V1 -> Inh: amplitude of potentiation", 0, 1},
                    {"v1toin-max", "", "V1 -> Inh: upper bound of weights", 0, 1000},
                    {"v1toin-initial-low", "", "V1 -> Inh: smallest initial weight", 0, 1000},
                    {"v1toin-initial-high", "", "V1 -> Inh: largest initial weight", 0, 1000}},
                   real);
}

void visit_inhibitory(ModelParameters& m, const Real& real) {
  real({"intov1-tau-ms", "ms", "Inh -> V1: time constant of the traces", 1, kLargest},
       m.intov1.tau_ms);
  real({"intov1-offset", "", "Inh -> V1: trace above which a spike potentiates", 0, kLargest},
       m.intov1.offset);
  real({"intov1-max", "", "Inh -> V1: upper bound of weights", 0, 1000}, m.intov1.w_max);
  real({"inlat-tau-ms", "ms", "Inh -> Inh: time constant of the traces", 1, kLargest},
       m.inlat.tau_ms);
  real({"inlat-offset", "", "Inh -> Inh: trace above which a spike potentiates", 0, kLargest},
       m.inlat.offset);
  real({"inlat-max", "", "Inh -> Inh: upper bound of weights", 0, 1000}, m.inlat.w_max);
}

void visit_plasticity(PlasticityParameters& p, const Real& real, const Whole& whole) {
  real({"theta-minus-mv", "mV", "low-passed vm above which plasticity acts", -200, 100},
       p.theta_minus_mv);
  real({"theta-plus-mv", "mV", "vm above which potentiation acts", -200, 100}, p.theta_plus_mv);
  real({"vmean-reference", "mV^2", "vmean at which depression has its nominal amplitude", 1e-3,
        kLargest},
       p.vmean_reference);
  real({"tau-x-lgn-ms", "ms", "time constant of the LGN spike trace", 1.01, kLargest},
       p.tau_x_lgn_ms);
  real({"inhibitory-rate", "", "change of an inhibitory weight per unit of trace", 0, 1},
       p.inhibitory_rate);
  whole({"equalise-every", "patches", "patches between two equalisations of ON and OFF weights", 1,
         1000000000},
        p.equalise_every);
}

template <class T>
void check_bounds(const ParameterInfo& info, T value) {
  const auto number = static_cast<double>(value);
  if (!(number >= info.min && number <= info.max)) {
    throw InputError(fmt::format("parameter {}: {} is outside {} .. {}{}{}", info.name, value,
                                 info.min, info.max, info.unit.empty() ? "" : " ", info.unit));
  }
}

void check_initial(std::string_view name, const ExcitatoryProjection& p) {
  if (p.initial_low > p.initial_high) {
    throw InputError(fmt::format("parameter {}-initial-low: {} is above {}-initial-high = {}", name,
                                 p.initial_low, name, p.initial_high));
  }
  if (p.initial_high > p.w_max) {
    throw InputError(fmt::format("parameter {}-initial-high: {} is above {}-max = {}", name,
                                 p.initial_high, name, p.w_max));
  }
}

}  // namespace

void visit_parameters(ModelParameters& parameters, const Real& real, const Whole& whole) {
  visit_shape(parameters.shape, whole);
  visit_neuron(parameters.neuron, real);
  visit_excitatory(parameters, real);
  visit_inhibitory(parameters, real);
  visit_plasticity(parameters.plasticity, real, whole);
}

void set_parameter(ModelParameters& parameters, std::string_view name, double value) {
  bool found = false;
  const auto matches = [&](const ParameterInfo& info) {
    const bool match = info.name == name;
    found = found || match;
    return match;
  };
  visit_parameters(
      parameters,
      [&](const ParameterInfo& info, double& number) {
        if (matches(info)) {
          number = value;
        }
      },
      [&](const ParameterInfo& info, int& number) {
        if (!matches(info)) {
          return;
        }
        if (!(std::abs(value) <= std::numeric_limits<int>::max()) || value != std::floor(value)) {
          throw InputError(fmt::format("parameter {}: {} is not a whole number", name, value));
        }
        number = static_cast<int>(value);
      });
  if (!found) {
    throw InputError(fmt::format("unknown parameter {}", name));
  }
}

void validate(const ModelParameters& parameters) {
  ModelParameters copy = parameters;
  visit_parameters(
      copy, [](const ParameterInfo& info, double& value) { check_bounds(info, value); },
      [](const ParameterInfo& info, int& value) { check_bounds(info, value); });
  check_initial("v1weight", parameters.v1weight);
  check_initial("inhibw", parameters.inhibw);
  check_initial("v1toin", parameters.v1toin);
}

std::string to_toml(const ModelParameters& parameters) {
  ModelParameters copy = parameters;
  std::string text;
  visit_parameters(
      copy,
      [&](const ParameterInfo& info, double& value) {
        // fmt prints the fewest digits that read back as the same number.
        std::string number = fmt::format("{}", value);
        if (number.find_first_of(".e") == std::string::npos) {
          number += ".0";
        }
        text += fmt::format("{} = {}\n", info.name, number);
      },
      [&](const ParameterInfo& info, int& value) {
        text += fmt::format("{} = {}\n", info.name, value);
      });
  return text;
}

}  // namespace ebsnn
