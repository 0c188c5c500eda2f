#pragma once
// STUDY/tests.csv: networks compared. Columns:
//   kind         planned: a hypothesis of a frozen plan, with all of its seeds
//                interim: a hypothesis of a frozen plan, with some of its seeds
//                not-frozen: a hypothesis of a plan that was not frozen
//                exploratory: everything else (hypotheses under readouts and codes other than their
//                own, all pairs of networks, McNemar's tests)
//   hypothesis   its name, also for McNemar's tests of its networks; empty for pairs
//   test         sign-flip: over seeds; mcnemar: one seed and level, of two frozen networks
//   code, scaling, svm_c, network, other, corruption
//   levels       all, upper-half, or the level of a McNemar test
//   expected     above or below; empty for pairs and McNemar's tests
//   seed         of a McNemar test; otherwise empty
//   seeds        number of seeds
//   difference_points, low, high    AUC (McNemar: accuracy) of network minus other, in percentage
//                points, 95 % interval of the crossed bootstrap (McNemar: none)
//   p            two-sided
//   p_holm       Holm: over all hypotheses as planned; of exploratory ones over those under the same
//                readout and code; of pairs over the corruptions (McNemar: none)
//   p_equivalence   two one-sided tests with a margin of 1 point (2 seeds or more)
//   plan         checksum of the plan
// Each hypothesis has a row under each readout of the plan and each of its codes that depends on the
// network. McNemar's test is made for the networks of each hypothesis, at each level, as planned.

#include "statistics/crossed_bootstrap.hpp"
#include "studies/outcomes.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ebsnn {

/// One readout with its replicates.
struct TestedReadout {
  const Outcomes* outcomes = nullptr;
  const BootstrapAccuracies* accuracies = nullptr;
};

/// The whole table. `frozen`: the plan is.
[[nodiscard]] std::string tests_table(const StudyPlan& plan,
                                      std::span<const TestedReadout> readouts, bool frozen,
                                      const std::string& plan_checksum);

}  // namespace ebsnn
