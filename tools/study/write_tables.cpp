#include "study/write_tables.hpp"

#include "core/partition.hpp"
#include "parallel/archive.hpp"
#include "storage/atomic_file.hpp"
#include "studies/ei_table.hpp"
#include "studies/metrics_table.hpp"
#include "studies/summary_table.hpp"
#include "studies/tests_table.hpp"

#include <string>
#include <vector>

namespace ebsnn {
namespace {

/// Collective. All replicates on the root; each rank computes a part.
BootstrapAccuracies bootstrap(Communicator& comm, const StudyPlan& plan, const Outcomes& outcomes) {
  const Block mine = block_of(plan.replicates, static_cast<std::size_t>(comm.rank()),
                              static_cast<std::size_t>(comm.size()));
  BootstrapAccuracies accuracies;
  std::vector<double> part;
  agree(comm, [&] {
    if (mine.count == 0 && !comm.is_root()) return;
    accuracies = crossed_bootstrap(outcomes.right, plan.analysis_seed, mine);
    part = std::move(accuracies.replicates);
  });
  accuracies.replicates.clear();
  for (const Bytes& bytes : comm.gather(to_archive(part))) {
    from_archive(bytes, part);
    accuracies.replicates.insert(accuracies.replicates.end(), part.begin(), part.end());
  }
  return accuracies;
}

}  // namespace

void write_tables(Communicator& comm, const StudyPlan& plan, std::span<const std::uint64_t> seeds,
                  bool frozen, const std::filesystem::path& study) {
  std::vector<Outcomes> outcomes;
  std::vector<BootstrapAccuracies> accuracies;
  for (const StudyReadout& readout : plan.readouts) {
    agree(comm, [&] { outcomes.push_back(read_outcomes(plan, seeds, readout, study)); });
    accuracies.push_back(bootstrap(comm, plan, outcomes.back()));
  }
  agree(comm, [&] {
    if (!comm.is_root()) return;
    const std::string checksum = plan_checksum(plan);
    std::string metrics = metrics_header();
    std::vector<TestedReadout> tested;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      metrics += metrics_rows(outcomes[i], accuracies[i], checksum);
      tested.push_back({&outcomes[i], &accuracies[i]});
    }
    write_file_atomically(study / "summary.tidy.csv", summary_table(outcomes, checksum));
    write_file_atomically(study / "metrics.tidy.csv", metrics);
    write_file_atomically(study / "tests.csv", tests_table(plan, tested, frozen, checksum));
    write_file_atomically(study / "ei.tidy.csv", ei_table(plan, seeds, study));
  });
}

}  // namespace ebsnn
