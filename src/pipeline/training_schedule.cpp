#include "pipeline/training_schedule.hpp"

#include <algorithm>

namespace ebsnn {

std::uint64_t snapshot_patch(std::uint64_t which, std::uint64_t patches) {
  return patches / kSnapshots * which + patches % kSnapshots * which / kSnapshots;
}

std::uint64_t snapshots_due(std::uint64_t done, std::uint64_t patches) {
  std::uint64_t due = 0;
  while (due < kSnapshots && snapshot_patch(due + 1, patches) <= done) {
    ++due;
  }
  return due;
}

std::vector<std::uint64_t> snapshot_patches(std::uint64_t patches, std::uint64_t batch) {
  std::vector<std::uint64_t> written;
  for (std::uint64_t which = 1; which <= kSnapshots; ++which) {
    const std::uint64_t due = snapshot_patch(which, patches);
    const std::uint64_t end = std::min((due + batch - 1) / batch * batch, patches);
    if (due > 0 && (written.empty() || written.back() != end)) {
      written.push_back(end);
    }
  }
  return written;
}

std::uint64_t whole_batches(std::uint64_t patches, std::uint64_t batch) {
  return patches / batch * batch;
}

}  // namespace ebsnn
