#include "studies/summary_table.hpp"

#include <fmt/format.h>

namespace ebsnn {
namespace {

void add_run(std::string& text, const Outcomes& outcomes, std::size_t seed, std::size_t system,
             const std::string& plan) {
  for (const AxisPart& part : outcomes.axis) {
    const Corruption& corruption = *part.corruption->corruption;
    for (std::size_t i = 0; i < part.corruption->levels.size(); ++i) {
      text +=
          fmt::format("{},{},{},{},{},{},{},{},{},{:.4f},{}\n", outcomes.systems[system].network,
                      outcomes.seeds[seed], outcomes.systems[system].code, outcomes.readout.scaling,
                      outcomes.readout.svm_c, corruption.name, part.corruption->levels[i],
                      corruption.unit, outcomes.right.shape().recordings,
                      outcomes.accuracy_percent(seed, system, part.first + i), plan);
    }
  }
}

}  // namespace

std::string summary_table(std::span<const Outcomes> all, const std::string& plan_checksum) {
  std::string text =
      "network,seed,code,scaling,svm_c,corruption,level,unit,n,accuracy_percent,plan\n";
  for (const Outcomes& outcomes : all) {
    for (std::size_t system = 0; system < outcomes.systems.size(); ++system) {
      for (std::size_t seed = 0; seed < outcomes.seeds.size(); ++seed) {
        add_run(text, outcomes, seed, system, plan_checksum);
      }
    }
  }
  return text;
}

}  // namespace ebsnn
