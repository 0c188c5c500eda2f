#pragma once
// All parameters of the model, with the published values as defaults, and the one place where they
// are checked.
//
// Source: Larisch, Berger & Hamker (ICANN 2023, doi 10.1007/978-3-031-44198-1_17); voltage-based
// STDP: Clopath et al. (Nat. Neurosci. 13:344, 2010, doi 10.1038/nn.2479); inhibitory STDP after
// Vogels et al. (Science 334:1569, 2011, doi 10.1126/science.1211095).

#include "core/geometry.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace ebsnn {

/// Sizes of the populations and of a patch presentation.
struct NetworkShape {
  int patch_side = kDefaultPatchSide;  ///< px; the input has 2 patch_side^2 channels (ON and OFF)
  int v1 = 144;                        ///< excitatory neurons
  int inh = 36;                        ///< inhibitory neurons
  int steps = kDefaultSteps;           ///< steps of 1 ms per patch presentation

  [[nodiscard]] int lgn() const { return 2 * patch_side * patch_side; }
  [[nodiscard]] int neurons() const { return v1 + inh; }
  friend bool operator==(const NetworkShape&, const NetworkShape&) = default;
};

/// Adaptive exponential integrate-and-fire neuron with spike after-current (V1 and Inh alike).
struct NeuronParameters {
  double g_l_ns = 30.0;        ///< leak conductance
  double delta_t_mv = 2.0;     ///< slope of the exponential
  double tau_w_ms = 144.0;     ///< adaptation
  double a_ns = 4.0;           ///< subthreshold adaptation
  double b_pa = 0.0805;        ///< adaptation per spike
  double e_l_mv = -70.6;       ///< resting potential
  double c_pf = 281.0;         ///< capacitance
  double tau_z_ms = 40.0;      ///< spike after-current
  double tau_vt_ms = 50.0;     ///< threshold
  double i_sp_pa = 400.0;      ///< spike after-current after a spike
  double vt_max_mv = -30.4;    ///< threshold after a spike
  double vt_rest_mv = -50.4;   ///< threshold at rest
  double tau_x_ms = 15.0;      ///< spike trace
  double tau_ltd_ms = 10.0;    ///< first low-pass of vm
  double tau_ltp_ms = 7.0;     ///< second low-pass of vm
  double tau_mean_ms = 750.0;  ///< mean squared depolarisation
  double tau_g_exc_ms = 1.0;   ///< excitatory conductance
  double tau_g_inh_ms = 10.0;  ///< inhibitory conductance
  friend bool operator==(const NeuronParameters&, const NeuronParameters&) = default;
};

/// A projection with the voltage-based rule; weights in [0, w_max].
struct ExcitatoryProjection {
  double a_ltd = 0.0;
  double a_ltp = 0.0;
  double w_max = 0.0;
  double initial_low = 0.0;  ///< initial weights uniform in initial_low .. initial_high
  double initial_high = 0.0;
  friend bool operator==(const ExcitatoryProjection&, const ExcitatoryProjection&) = default;
};

/// A projection with the homeostatic rule; weights in [0, w_max], initially 0.
struct InhibitoryProjection {
  double tau_ms = 0.0;  ///< of tracePre and tracePost
  double offset = 0.0;  ///< value of tracePost above which a presynaptic spike potentiates
  double w_max = 1.0;
  friend bool operator==(const InhibitoryProjection&, const InhibitoryProjection&) = default;
};

/// Thresholds shared by the voltage-based projections, the LGN trace and the inhibitory learning
/// rate.
struct PlasticityParameters {
  double theta_minus_mv =
      -70.6;                     ///< low-passed vm (umeanLTD, umeanLTP) above which LTD and LTP act
  double theta_plus_mv = -45.3;  ///< vm above which LTP acts
  double vmean_reference = 9.0;  ///< vmean at which LTD has its nominal amplitude, mV^2
  double tau_x_lgn_ms = 15.0;    ///< LGN spike trace
  double inhibitory_rate = 7e-6;  ///< change of an inhibitory weight per unit of trace
  int equalise_every = 400;       ///< patches between equalisations of ON and OFF norms
  friend bool operator==(const PlasticityParameters&, const PlasticityParameters&) = default;
};

struct ModelParameters {
  NetworkShape shape;
  NeuronParameters neuron;
  ExcitatoryProjection v1weight{35e-8, 45e-8, 5.0, 0.015, 2.0};  ///< LGN -> V1
  ExcitatoryProjection inhibw{35e-8, 45e-8, 5.0, 0.0175, 1.5};   ///< LGN -> Inh
  ExcitatoryProjection v1toin{35e-8, 35e-8, 1.0, 0.0175, 0.25};  ///< V1 -> Inh
  InhibitoryProjection intov1{175.0, 12.0, 1.0};                 ///< Inh -> V1
  InhibitoryProjection inlat{100.0, 10.0, 1.0};                  ///< Inh -> Inh
  PlasticityParameters plasticity;
  friend bool operator==(const ModelParameters&, const ModelParameters&) = default;
};

/// Name, description and bounds of one parameter. `name` is also the option (--name) and the TOML
/// key.
struct ParameterInfo {
  std::string_view name;     ///< e.g. "tau-z-ms", "v1weight-a-ltp"
  std::string_view unit;     ///< "ms", "mV", ..., "" for none
  std::string_view summary;  ///< one line
  double min;                ///< smallest allowed value
  double max;                ///< largest allowed value
};

/// Calls `real` or `whole` for each parameter in a fixed order, with a reference into `parameters`.
void visit_parameters(ModelParameters& parameters,
                      const std::function<void(const ParameterInfo&, double&)>& real,
                      const std::function<void(const ParameterInfo&, int&)>& whole);

/// Sets the parameter called `name`. InputError naming it if it is unknown, or if it needs a whole
/// number and `value` is not one.
void set_parameter(ModelParameters& parameters, std::string_view name, double value);

/// Throws InputError naming parameter, value and bound for the first value that is out of bounds or
/// not finite, or that contradicts another one (initial_low > initial_high, initial_high > w_max).
void validate(const ModelParameters& parameters);

/// All parameters as TOML lines "name = value", in a fixed order and with all significant digits.
[[nodiscard]] std::string to_toml(const ModelParameters& parameters);

}  // namespace ebsnn
