#include "pipeline/fit_classes.hpp"

#include "core/error.hpp"
#include "parallel/archive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ebsnn {
namespace {

using Parts = std::vector<std::vector<double>>;

/// Fits parts place, place + step, ... Ends early if another rank failed.
Parts fit_every(std::size_t place, std::size_t step, const RunContext& run,
                const Fitting& fitting) {
  Parts fits;
  Progress progress("readout", step == 1 ? "classes" : "classes per rank",
                    (fitting.parts() + step - 1) / step, run.verbosity);
  for (std::size_t i = place; i < fitting.parts() && !run.comm.stop_raised(); i += step) {
    if (const std::string reason = run.stop.reason(); !reason.empty()) {
      throw Interrupted(fmt::format(
          "stopped by {} while fitting the readout; activities are kept: run the same command "
          "again to continue",
          reason));
    }
    fits.push_back(fitting.fit_part(i));
    progress.update(fits.size());
  }
  return fits;
}

/// Collective: the fits of all ranks of the group, on its root.
Parts gather_fits(const Communicator& group, const Parts& mine) {
  Parts all;
  for (const Bytes& bytes : group.gather(to_archive(mine))) {
    Parts fits;
    from_archive(bytes, fits);
    all.insert(all.end(), fits.begin(), fits.end());
  }
  return all;
}

}  // namespace

TrainingSamples part_of(const TrainingSamples& samples, std::span<const std::size_t> rows) {
  TrainingSamples part{samples.features, {}, {}, samples.scaling};
  part.counts.reserve(rows.size() * samples.features);
  part.labels.reserve(rows.size());
  const FeatureMatrix all = samples.matrix();
  for (const std::size_t row : rows) {
    part.counts.insert(part.counts.end(), all.row(row).begin(), all.row(row).end());
    part.labels.push_back(samples.labels[row]);
  }
  return part;
}

std::size_t classes_of(const TrainingSamples& samples) {
  return std::set<Label>(samples.labels.begin(), samples.labels.end()).size();
}

std::unique_ptr<Communicator> group_for(const Communicator& comm, std::size_t pieces) {
  const std::uint64_t most = comm.maximum(comm.is_root() ? std::max<std::size_t>(1, pieces) : 0);
  return comm.beside_root(static_cast<int>(most));
}

std::unique_ptr<Classifier> fit_classes(const RunContext& run, const Readout& readout,
                                        TrainingSamples samples, const ReadoutOptions& options) {
  const std::unique_ptr<Communicator> group = group_for(run.comm, classes_of(samples));
  if (group != nullptr && group->size() > 1) {
    broadcast_object(*group, samples);
  }
  std::unique_ptr<Fitting> fitting;
  Parts fits;
  agree(run.comm, [&] {
    if (group != nullptr) {
      fitting = readout.fitting(samples.matrix(), samples.labels, options);
      fits = fit_every(static_cast<std::size_t>(group->rank()),
                       static_cast<std::size_t>(group->size()), run, *fitting);
    }
  });
  if (group != nullptr) {
    fits = gather_fits(*group, fits);
  }
  return run.comm.is_root() ? fitting->assemble(fits) : nullptr;
}

}  // namespace ebsnn
