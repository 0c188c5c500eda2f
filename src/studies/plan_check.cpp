#include "core/error.hpp"
#include "core/number_text.hpp"
#include "core/printable.hpp"
#include "network/parameters.hpp"
#include "pipeline/code.hpp"
#include "readout/scaling.hpp"
#include "studies/plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <string_view>

namespace ebsnn {
namespace {

/// Checks one plan; messages begin with the name of its file.
class Check {
 public:
  Check(const StudyPlan& plan, const std::string& where) : plan_(plan), where_(where) {}
  void all() const;

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw InputError(fmt::format("{}: {}", where_, message));
  }
  void require(bool good, const std::string& message) const {
    if (!good) fail(message);
  }
  /// An InputError of `work` then begins with the file and `what`.
  void naming(const std::string& what, const std::function<void()>& work) const;
  template <class Values>
  void require_each_once(const Values& values, std::string_view what) const;

  void networks() const;
  void network(const StudyNetwork& network, const std::set<std::string>& above) const;
  void trained(const StudyNetwork& network) const;
  void made(const StudyNetwork& network, const std::set<std::string>& above) const;
  void seeds() const;
  void readouts() const;
  void corruptions() const;
  void hypotheses() const;
  void hypothesis(const Hypothesis& h) const;

  const StudyPlan& plan_;
  const std::string& where_;
};

void Check::naming(const std::string& what, const std::function<void()>& work) const {
  try {
    work();
  } catch (const InputError& error) {
    fail(fmt::format("{}: {}", what, error.what()));
  }
}

template <class Values>
void Check::require_each_once(const Values& values, std::string_view what) const {
  require(!values.empty(), fmt::format("there are no {}", what));
  for (auto value = values.begin(); value != values.end(); ++value) {
    require(std::find(std::next(value), values.end(), *value) == values.end(),
            fmt::format("two {} are the same", what));
  }
}

/// It becomes the name of a folder.
bool is_network_name(std::string_view name) {
  constexpr std::size_t kLongest = 40;
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return !name.empty() && name.size() <= kLongest && name != kInputNetwork && name != "chance" &&
         name != "largest-class" && name.front() != '-' && std::ranges::all_of(name, fits);
}

void Check::trained(const StudyNetwork& network) const {
  const std::string what = fmt::format("networks.{}", network.name);
  require(network.operations.empty(), what + ": has operations, but no from");
  naming(what, [&] {
    ModelParameters parameters;
    for (const auto& [name, value] : network.parameters) set_parameter(parameters, name, value);
    validate(parameters);
  });
  if (!network.calibrate) return;
  require(std::isfinite(*network.calibrate) && *network.calibrate > 0.0,
          fmt::format("{}: calibrate is {}, must be a number above 0", what, *network.calibrate));
  require(!network.parameters.contains(kCalibratedParameter),
          fmt::format("{}: calibrate finds {}, so parameters must not set it", what,
                      kCalibratedParameter));
}

void Check::made(const StudyNetwork& network, const std::set<std::string>& above) const {
  const std::string what = fmt::format("networks.{}", network.name);
  require(network.parameters.empty() && !network.calibrate,
          what + ": is made from another network, so it has no parameters and no calibrate");
  require(
      above.contains(network.from),
      fmt::format("{}: from is '{}', which is no network above it", what, excerpt(network.from)));
  require(!network.operations.empty(), what + ": has from, but no operations");
  for (const std::string& operation : network.operations) {
    const std::string other = other_network_of(operation);
    require(other.empty() || above.contains(other),
            fmt::format("{}: operation '{}' names '{}', which is no network above it", what,
                        excerpt(operation), excerpt(other)));
  }
}

void Check::networks() const {
  require(!plan_.networks.empty(), "there are no networks");
  std::set<std::string> above;
  for (const StudyNetwork& network : plan_.networks) {
    require(is_network_name(network.name),
            fmt::format("networks: '{}' is no name of a network; expected 1 .. 40 letters, digits, "
                        "- and _, none of {}, chance and largest-class",
                        excerpt(network.name), kInputNetwork));
    if (network.is_trained()) {
      trained(network);
    } else {
      made(network, above);
    }
    above.insert(network.name);
  }
}

void Check::seeds() const {
  const bool calibrates =
      std::ranges::any_of(plan_.networks, [](const auto& n) { return n.calibrate.has_value(); });
  for (const std::uint64_t seed : plan_.seeds) {
    require(
        !calibrates || seed < kFirstCalibrationSeed ||
            seed >= kFirstCalibrationSeed + kMostCalibrationTrainings,
        fmt::format("seeds: {} is used by calibrations, which have {} .. {}", seed,
                    kFirstCalibrationSeed, kFirstCalibrationSeed + kMostCalibrationTrainings - 1));
  }
  const auto shuffles = [](const StudyNetwork& network) {
    return std::ranges::any_of(network.operations,
                               [](const std::string& text) { return text.starts_with("shuffle"); });
  };
  require(plan_.seeds.size() < 2 || !plan_.weight_seed || !plan_.patch_seed ||
              !plan_.corruption_seed || std::ranges::any_of(plan_.networks, shuffles),
          "seeds: with weight_seed, patch_seed and corruption_seed, all give the same results, "
          "unless a network is shuffled");
}

void Check::readouts() const {
  require_each_once(plan_.codes, "codes");
  for (const std::string& code : plan_.codes) {
    naming("codes", [&] { (void)code_called(code); });
  }
  require_each_once(plan_.readouts, "readouts");
  for (const StudyReadout& readout : plan_.readouts) {
    naming("readouts", [&] { (void)scaling_called(readout.scaling); });
    const auto cost = number_in<double>(readout.svm_c);
    require(readout.svm_c == "auto" || (cost && std::isfinite(*cost) && *cost > 0.0),
            fmt::format("readouts: svm_c is '{}', must be a number above 0 or \"auto\"",
                        excerpt(readout.svm_c)));
  }
}

void Check::corruptions() const {
  require(!plan_.corruptions.empty(), "there are no corruptions");
  for (const StudyCorruption& c : plan_.corruptions) {
    const std::string what = fmt::format("corruptions.{}", c.corruption->name);
    require(c.levels.size() > 1, what + ": has no level above 0");
    require(std::ranges::adjacent_find(c.levels, std::greater_equal<>()) == c.levels.end(),
            fmt::format("{}: levels {} must rise", what, fmt::join(c.levels, ", ")));
    for (const double level : c.levels) {
      naming(what, [&] { check_level(*c.corruption, level); });
    }
  }
}

void Check::hypothesis(const Hypothesis& h) const {
  const std::string what = fmt::format("hypotheses: {}", excerpt(h.name));
  for (const std::string& name : {h.network, h.other}) {
    require(std::ranges::find(plan_.networks, name, &StudyNetwork::name) != plan_.networks.end(),
            fmt::format("{}: '{}' is no network of the plan", what, excerpt(name)));
  }
  require(h.network != h.other, what + ": compares a network with itself");
  const auto corruption = std::ranges::find_if(
      plan_.corruptions, [&](const auto& c) { return c.corruption->name == h.corruption; });
  require(corruption != plan_.corruptions.end(),
          fmt::format("{}: '{}' is no corruption of the plan", what, excerpt(h.corruption)));
  require(!h.upper_half || corruption->levels.size() >= 3,
          what + ": the upper half needs three levels or more, with level 0");
  require(std::ranges::find(plan_.codes, h.code) != plan_.codes.end() &&
              code_called(h.code).of_events == nullptr,
          fmt::format("{}: '{}' is no code of networks in the plan", what, excerpt(h.code)));
  require(std::ranges::find(plan_.readouts, h.readout) != plan_.readouts.end(),
          fmt::format("{}: scaling {} with svm_c {} is no readout of the plan", what,
                      excerpt(h.readout.scaling), excerpt(h.readout.svm_c)));
}

void Check::hypotheses() const {
  std::set<std::string> names;
  for (const Hypothesis& h : plan_.hypotheses) {
    require(!h.name.empty(), "hypotheses: a name is empty");
    require(names.insert(h.name).second,
            fmt::format("hypotheses: the name {} occurs twice", excerpt(h.name)));
    hypothesis(h);
  }
}

void Check::all() const {
  networks();
  seeds();
  readouts();
  corruptions();
  hypotheses();
}

}  // namespace

void check_plan(const StudyPlan& plan, const std::string& where) { Check(plan, where).all(); }

}  // namespace ebsnn
