#include "pipeline/cross_validate.hpp"

#include "core/error.hpp"
#include "parallel/archive.hpp"
#include "readout/spread_samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <memory>

namespace ebsnn {
namespace {

/// The class with the largest decision value so far [cost, sample]; of equal ones, the lowest. So
/// it does not matter in which order, and by which rank, classes are added.
struct Winners {
  std::vector<double> value;
  std::vector<Label> label;

  explicit Winners(std::size_t size)
      : value(size, -std::numeric_limits<double>::infinity()),
        label(size, std::numeric_limits<Label>::max()) {}
  void add(std::size_t place, double new_value, Label new_label) {
    if (new_value > value[place] || (new_value == value[place] && new_label < label[place])) {
      value[place] = new_value;
      label[place] = new_label;
    }
  }
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& value& label;
  }
};

/// The readout without one fold, and the samples of that fold.
class Fold {
 public:
  Fold(const Readout& readout, const TrainingSamples& samples,
       const std::vector<std::uint8_t>& fold_of, std::size_t fold)
      : training_(rows_where(samples, fold_of, fold, false)),
        held_out_(rows_where(samples, fold_of, fold, true)),
        paths_(readout.cost_paths(training_.matrix(), training_.labels)) {
    for (std::size_t i = 0; i < fold_of.size(); ++i) {
      if (fold_of[i] == fold) places_.push_back(i);
    }
  }

  [[nodiscard]] std::size_t classes() const { return paths_->classes().size(); }
  void predict(std::size_t k, std::size_t samples, Winners& winners) const {
    const std::vector<double> values =
        paths_->decision_values(k, kCostCandidates, held_out_.matrix());
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::size_t cost = i / places_.size();
      winners.add(cost * samples + places_[i % places_.size()], values[i], paths_->classes()[k]);
    }
  }

 private:
  static TrainingSamples rows_where(const TrainingSamples& samples,
                                    const std::vector<std::uint8_t>& fold_of, std::size_t fold,
                                    bool inside) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < fold_of.size(); ++i) {
      if ((fold_of[i] == fold) == inside) rows.push_back(i);
    }
    return part_of(samples, rows);
  }

  TrainingSamples training_;
  TrainingSamples held_out_;
  std::unique_ptr<CostPaths> paths_;
  std::vector<std::size_t> places_;
};

void require_enough(const std::vector<Label>& labels) {
  std::map<Label, std::size_t> sizes;
  for (const Label label : labels) ++sizes[label];
  const auto usable = std::count_if(sizes.begin(), sizes.end(),
                                    [](const auto& entry) { return entry.second >= 2; });
  if (labels.size() < kFolds || usable < 2) {
    throw InputError(fmt::format(
        "cross-validation: {} training recordings, {} classes with at least 2 of them; at least {} "
        "recordings and 2 such classes are needed",
        labels.size(), usable, kFolds));
  }
}

void stop_if_asked(const StopCondition& stop) {
  if (const std::string reason = stop.reason(); !reason.empty()) {
    throw Interrupted(fmt::format(
        "stopped by {} in the cross-validation; activities are kept: run the same command again to "
        "continue",
        reason));
  }
}

/// Does pieces place, place + step, ... of all folds and classes. Ends early if another rank
/// failed.
void validate_every(std::size_t place, std::size_t step, const RunContext& run,
                    const Readout& readout, const TrainingSamples& samples, Winners& winners) {
  const std::vector<std::uint8_t> fold_of = stratified_folds(samples.labels);
  const std::size_t pieces = kFolds * classes_of(samples);
  Progress progress("cross-validation", step == 1 ? "fits" : "fits per rank",
                    (pieces + step - 1) / step, run.verbosity);
  std::size_t piece = 0;
  for (std::size_t number = 0; number < kFolds; ++number) {
    const Fold fold(readout, samples, fold_of, number);
    for (std::size_t k = 0; k < fold.classes(); ++k, ++piece) {
      if (run.comm.stop_raised()) return;
      if (piece % step != place) continue;
      stop_if_asked(run.stop);
      fold.predict(k, samples.labels.size(), winners);
      progress.update(piece / step + 1);
    }
  }
}

/// On the root of the group: the winners of all ranks.
Winners gather_winners(const Communicator& group, const Winners& mine) {
  Winners all = mine;
  for (const Bytes& bytes : group.gather(to_archive(mine))) {
    Winners part(0);
    from_archive(bytes, part);
    for (std::size_t i = 0; i < part.value.size(); ++i) all.add(i, part.value[i], part.label[i]);
  }
  return all;
}

CostChoice choice_of(const Winners& winners, const std::vector<Label>& labels) {
  const std::vector<std::uint8_t> fold_of = stratified_folds(labels);
  std::array<std::size_t, kFolds> sizes{};
  for (const std::uint8_t fold : fold_of) ++sizes.at(fold);
  std::vector<std::uint64_t> correct(kCostCandidates.size() * kFolds, 0);
  for (std::size_t i = 0; i < winners.label.size(); ++i) {
    const std::size_t sample = i % labels.size();
    if (winners.label[i] == labels[sample]) {
      ++correct[i / labels.size() * kFolds + fold_of[sample]];
    }
  }
  return choose_cost(correct, sizes);
}

}  // namespace

CostChoice cross_validate(const RunContext& run, const Readout& readout,
                          const TrainingSamples& samples) {
  TrainingSamples part;
  agree(run.comm, [&] {
    if (run.comm.is_root()) {
      require_enough(samples.labels);
      part = part_of(samples, spread_samples(samples.labels, kMostValidationSamples));
    }
  });
  const std::unique_ptr<Communicator> group = group_for(run.comm, kFolds * classes_of(part));
  if (group != nullptr) {
    broadcast_object(*group, part);
  }
  Winners winners(kCostCandidates.size() * part.labels.size());
  agree(run.comm, [&] {
    if (group != nullptr) {
      validate_every(static_cast<std::size_t>(group->rank()),
                     static_cast<std::size_t>(group->size()), run, readout, part, winners);
    }
  });
  if (group != nullptr) {
    winners = gather_winners(*group, winners);
  }
  return run.comm.is_root() ? choice_of(winners, part.labels) : CostChoice{};
}

}  // namespace ebsnn
