#include "pipeline/fit_classes.hpp"

#include "core/error.hpp"
#include "parallel/archive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

namespace ebsnn {
namespace {

/// Fits classes place, place + step, ... of those that occur. Ends early if another rank failed.
std::vector<ClassFit> fit_every(std::size_t place, std::size_t step, Communicator& comm,
                                const TrainingSamples& samples, const SvmOptions& options,
                                const StopCondition& stop, Verbosity verbosity) {
  const SvmTrainingSet training(FeatureMatrix(samples.counts, samples.features), samples.labels);
  const std::vector<Label>& classes = training.classes();
  std::vector<ClassFit> fits;
  Progress progress("linear SVM", step == 1 ? "classes" : "classes per rank",
                    (classes.size() + step - 1) / step, verbosity);
  for (std::size_t i = place; i < classes.size() && !comm.stop_raised(); i += step) {
    if (const std::string reason = stop.reason(); !reason.empty()) {
      throw Interrupted(fmt::format(
          "stopped by {} while fitting the linear SVM; activities are kept: run the same command "
          "again to continue",
          reason));
    }
    fits.push_back(fit_class(training, classes[i], options));
    progress.update(fits.size());
  }
  return fits;
}

/// Collective: the fits of all ranks of the group, on its root.
std::vector<ClassFit> gather_fits(const Communicator& group, const std::vector<ClassFit>& mine) {
  std::vector<ClassFit> all;
  for (const Bytes& bytes : group.gather(to_archive(mine))) {
    std::vector<ClassFit> fits;
    from_archive(bytes, fits);
    all.insert(all.end(), fits.begin(), fits.end());
  }
  return all;
}

}  // namespace

LinearSvm fit_classes(Communicator& comm, TrainingSamples samples, const SvmOptions& options,
                      const StopCondition& stop, Verbosity verbosity) {
  // No rank on another machine takes part, however many classes there are.
  const auto classes = std::set<Label>(samples.labels.begin(), samples.labels.end()).size();
  const auto most = comm.maximum(comm.is_root() ? std::max<std::size_t>(1, classes) : 0);
  const std::unique_ptr<Communicator> group = comm.beside_root(static_cast<int>(most));
  if (group != nullptr && group->size() > 1) {
    broadcast_object(*group, samples);
  }
  std::vector<ClassFit> fits;
  agree(comm, [&] {
    if (group != nullptr) {
      fits = fit_every(static_cast<std::size_t>(group->rank()),
                       static_cast<std::size_t>(group->size()), comm, samples, options, stop,
                       verbosity);
    }
  });
  if (group != nullptr) {
    fits = gather_fits(*group, fits);
  }
  return comm.is_root() ? assemble(std::move(fits)) : LinearSvm{};
}

}  // namespace ebsnn
