#include "studies/plan.hpp"

#include "core/checksum.hpp"
#include "studies/seed_list.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ebsnn {
namespace {

std::string text_of(const StudyNetwork& network) {
  std::string text = fmt::format("network {}:", network.name);
  for (const auto& [name, value] : network.parameters) text += fmt::format(" {}={}", name, value);
  if (network.calibrate) text += fmt::format(" calibrate={}", *network.calibrate);
  if (!network.from.empty()) text += fmt::format(" from {}", network.from);
  for (const std::string& operation : network.operations) text += fmt::format(" [{}]", operation);
  return text + '\n';
}

std::string text_of(const Hypothesis& h) {
  return fmt::format("hypothesis {}: {} minus {} {} 0 under {}, levels {}, code {}, {} {}\n",
                     h.name, h.network, h.other, h.expect_above ? ">" : "<", h.corruption,
                     h.upper_half ? "upper-half" : "all", h.code, h.readout.scaling,
                     h.readout.svm_c);
}

/// Nothing where there is no such seed: plans from before these settings keep their checksums.
std::string text_of_seed(const char* name, const std::optional<std::uint64_t>& seed) {
  return seed ? fmt::format("{} seed: {}\n", name, *seed) : std::string();
}

std::string settings_of(const StudyPlan& plan) {
  return fmt::format(
      "data: {}\nsensor: {}\nlayout: {}\nprecision: {}\nseeds: {}\npatches: {}\n"
      "calibration patches: {}\ntrain limit: {}\ntest limit: {}\nei limit: {}\nreplicates: {}\n"
      "analysis seed: {}\ncodes: {}\n",
      plan.data, plan.sensor, plan.layout, plan.precision, seeds_text(plan.seeds), plan.patches,
      plan.calibration_patches, plan.train_limit, plan.test_limit, plan.ei_limit, plan.replicates,
      plan.analysis_seed, fmt::join(plan.codes, " "));
}

}  // namespace

std::string other_network_of(const std::string& operation) {
  for (const char* name : {"rate-matched ", "untrained-matched "}) {
    if (operation.starts_with(name)) return operation.substr(std::string(name).size());
  }
  const std::size_t equals = operation.find('=');
  return operation.starts_with("swap ") && equals != std::string::npos
             ? operation.substr(equals + 1)
             : std::string();
}

std::string canonical_text(const StudyPlan& plan) {
  std::string text = settings_of(plan) + text_of_seed("weight", plan.weight_seed) +
                     text_of_seed("patch", plan.patch_seed) +
                     text_of_seed("corruption", plan.corruption_seed) +
                     text_of_seed("sensor", plan.sensor_seed);
  for (const StudyNetwork& network : plan.networks) text += text_of(network);
  for (const StudyReadout& readout : plan.readouts) {
    text += fmt::format("readout: {} {}\n", readout.scaling, readout.svm_c);
  }
  for (const StudyCorruption& c : plan.corruptions) {
    text += fmt::format("corruption {}: {}\n", c.corruption->name, fmt::join(c.levels, " "));
  }
  for (const Hypothesis& hypothesis : plan.hypotheses) text += text_of(hypothesis);
  return text;
}

std::string plan_checksum(const StudyPlan& plan) {
  return hex(checksum_of(std::string_view(canonical_text(plan))));
}

}  // namespace ebsnn
