#include "analysis/exact_sums.hpp"

#include "analysis/results_of_ranks.hpp"
#include "core/partition.hpp"
#include "parallel/archive.hpp"

namespace ebsnn {

std::vector<std::int64_t> exact_sums(
    const RunContext& run, const ExactSums& sizes,
    const std::function<void(std::size_t item, std::span<std::int64_t> sums)>& add) {
  const Block mine = block_of(sizes.items, static_cast<std::size_t>(run.comm.rank()),
                              static_cast<std::size_t>(run.comm.size()));
  std::vector<std::int64_t> sums(sizes.sums);
  Progress progress("measuring", sizes.items_name, mine.count, run.verbosity);
  agree(run.comm, [&] {
    for (std::size_t item = mine.first; item < mine.end() && !run.comm.stop_raised(); ++item) {
      throw_if_stopped(run.stop);
      add(item, sums);
      progress.update(item - mine.first + 1);
    }
  });
  run.comm.sum_at_root(sums);
  broadcast_object(run.comm, sums);
  return sums;
}

}  // namespace ebsnn
