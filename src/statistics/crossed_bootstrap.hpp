#pragma once
// Crossed bootstrap over recordings and trainings (Owen, Ann. Appl. Stat. 1:386, 2007,
// doi 10.1214/07-AOAS122: the pigeonhole bootstrap; percentile intervals: Efron, Ann. Stat. 7:1,
// 1979, doi 10.1214/aos/1176344552).
//
// A replicate draws as many recordings as there are, with replacement, and as many seeds, with
// replacement. The same draws hold for all networks and levels, so differences between them keep
// what they have in common. With weights w_r (how often recording r was drawn), v_s (seed s) and
// correctness bits c, the accuracy of network n at level l in percent is
//     100 sum_s v_s sum_r w_r c[s, n, l, r] / (S R)
// Counts are integers, so a replicate is exact but for the last division. The draws of replicate i
// depend on (analysis seed, i, S, R) alone. So replicates can be computed in any order and on any
// rank, and several tables of the same S and R (e.g. one for each corruption) share their draws.

#include "core/partition.hpp"
#include "statistics/correctness.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

inline constexpr std::size_t kDefaultReplicates = 2000;

/// How often each seed and each recording was drawn; the sums are S and R.
struct BootstrapWeights {
  std::vector<std::uint32_t> seeds;       ///< v [seed]
  std::vector<std::uint32_t> recordings;  ///< w [recording]
};

/// The draws of one replicate (stream `analysis_bootstrap`, index `replicate`; variant 0 draws
/// recordings, variant 1 seeds). `seeds` and `recordings` are their numbers, 1..2^32 - 1.
[[nodiscard]] BootstrapWeights bootstrap_weights(std::uint64_t analysis_seed, std::size_t replicate,
                                                 std::size_t seeds, std::size_t recordings);

/// Accuracies [network, level] in percent, somewhere else in memory.
class AccuracyView {
 public:
  AccuracyView(std::span<const double> percent, std::size_t levels)
      : percent_(percent), levels_(levels) {}
  /// The accuracies [level] of one network.
  [[nodiscard]] std::span<const double> curve(std::size_t network) const {
    return percent_.subspan(network * levels_, levels_);
  }

 private:
  std::span<const double> percent_;
  std::size_t levels_;
};

/// Accuracies in percent, as observed and in replicates.
struct BootstrapAccuracies {
  std::size_t networks = 0;
  std::size_t levels = 0;
  std::vector<double> observed;    ///< [network, level], means over seeds and recordings
  std::vector<double> replicates;  ///< [replicate, network, level]

  [[nodiscard]] std::size_t size() const { return replicates.size() / (networks * levels); }
  [[nodiscard]] AccuracyView observation() const { return {observed, levels}; }
  [[nodiscard]] AccuracyView replicate(std::size_t i) const {
    return {std::span(replicates).subspan(i * networks * levels, networks * levels), levels};
  }
};

/// The observed accuracies and the replicates first .. first + count - 1. To share the work, let
/// each rank compute a block and concatenate `replicates`. 2,000 replicates of 10 seeds, 5
/// networks, 11 levels and 10,000 recordings take about a second on one core.
/// Throws InputError if the table is not complete, or for no replicates.
[[nodiscard]] BootstrapAccuracies crossed_bootstrap(const CorrectnessTable& table,
                                                    std::uint64_t analysis_seed,
                                                    const Block& replicates = {0,
                                                                               kDefaultReplicates});

}  // namespace ebsnn
