#include "analysis/measure_rsa.hpp"

#include "analysis/measured_table.hpp"
#include "analysis/results_of_ranks.hpp"
#include "pipeline/unit.hpp"
#include "statistics/dissimilarity.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

/// What is told of one condition.
struct RsaResult {
  double similarity = 0.0;
  double skipped = 0.0;
  std::vector<double> of_classes;  ///< mean dissimilarity [class, class]
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& similarity& skipped& of_classes;
  }
};

/// The recordings that are compared, class by class.
std::vector<std::size_t> chosen_recordings(const StoredActivities& activities, std::size_t most) {
  std::vector<std::vector<std::size_t>> of_class(activities.classes());
  for (std::size_t i = 0; i < activities.recordings(); ++i) {
    of_class[activities.labels()[i]].push_back(i);
  }
  std::vector<std::size_t> chosen;
  for (const std::vector<std::size_t>& members : of_class) {
    for (const std::size_t place : spread_evenly(members.size(), most)) {
      chosen.push_back(members[place]);
    }
  }
  return chosen;
}

std::vector<double> dissimilarities_of(const StoredCounts& counts,
                                       const std::vector<std::size_t>& chosen) {
  std::vector<std::span<const std::uint16_t>> rows;
  rows.reserve(chosen.size());
  for (const std::size_t recording : chosen) rows.push_back(counts.of(recording));
  return dissimilarities(rows);
}

/// Recordings all of whose counts are equal.
double count_skipped(const StoredCounts& counts, const std::vector<std::size_t>& chosen) {
  return static_cast<double>(std::ranges::count_if(chosen, [&](std::size_t recording) {
    const std::span<const std::uint16_t> row = counts.of(recording);
    return std::ranges::all_of(row, [&](std::uint16_t count) { return count == row.front(); });
  }));
}

/// Means over the pairs that are not NaN.
std::vector<double> means_of_classes(const std::vector<double>& dissimilarity,
                                     const std::vector<std::size_t>& chosen,
                                     const StoredActivities& activities) {
  const std::size_t classes = activities.classes();
  std::vector<double> sums(classes * classes);
  std::vector<double> pairs(classes * classes);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    for (std::size_t j = i + 1; j < chosen.size(); ++j) {
      const double value = dissimilarity[place_of_pair(i, j, chosen.size())];
      if (std::isnan(value)) continue;
      const std::size_t a = activities.labels()[chosen[i]];
      const std::size_t b = activities.labels()[chosen[j]];
      sums[a * classes + b] += value;
      ++pairs[a * classes + b];
    }
  }
  // Recordings are in the order of classes, so that pairs are above the diagonal.
  for (std::size_t a = 0; a < classes; ++a) {
    for (std::size_t b = a; b < classes; ++b) {
      sums[b * classes + a] = sums[a * classes + b] /= pairs[a * classes + b];
    }
  }
  return sums;
}

}  // namespace

Measured measure_rsa(const RunContext& run, const MeasureInput& input) {
  const StoredActivities& activities = *input.activities;
  const std::vector<std::size_t> chosen =
      chosen_recordings(activities, input.settings.class_recordings);
  std::vector<double> clean;
  agree(run.comm,
        [&] { clean = dissimilarities_of(activities.read(input.conditions.front()), chosen); });
  const std::vector<RsaResult> results =
      results_of_ranks<RsaResult>(run, input.conditions.size(), [&](std::size_t i) {
        const StoredCounts counts = activities.read(input.conditions[i]);
        const std::vector<double> these = dissimilarities_of(counts, chosen);
        return RsaResult{representational_similarity(clean, these), count_skipped(counts, chosen),
                         means_of_classes(these, chosen, activities)};
      });
  std::vector<double> similarity;
  std::vector<double> skipped;
  const std::size_t classes = activities.classes();
  MeasuredArray of_classes{"dissimilarity",
                           "1",
                           "1 - correlation of the spike counts of two recordings",
                           "condition, class, class",
                           {results.size(), classes, classes},
                           {}};
  for (const RsaResult& result : results) {
    similarity.push_back(result.similarity);
    skipped.push_back(result.skipped);
    of_classes.values.insert(of_classes.values.end(), result.of_classes.begin(),
                             result.of_classes.end());
  }
  MeasuredTable table = MeasuredTable::of_conditions(input.conditions);
  table.add("similarity", "1", "correlation of dissimilarities with clean ones", "similarity", 4,
            std::move(similarity));
  table.add("recordings", "1", "recordings that are compared", "recordings", 0,
            std::vector<double>(results.size(), static_cast<double>(chosen.size())));
  table.add("skipped", "1", "recordings with equal counts", "skipped", 0, std::move(skipped));
  Measured measured{table.arrays(), table.csv(), table.text()};
  measured.arrays.push_back(std::move(of_classes));
  return measured;
}

}  // namespace ebsnn
