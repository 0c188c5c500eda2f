#pragma once
// When a training writes what.

#include <cstdint>
#include <vector>

namespace ebsnn {

/// Snapshots over a training.
inline constexpr std::uint64_t kSnapshots = 10;

/// After how many patches snapshot `which`, 1 .. kSnapshots, is due.
[[nodiscard]] std::uint64_t snapshot_patch(std::uint64_t which, std::uint64_t patches);

/// How many of the ten snapshots are due after `done` patches.
[[nodiscard]] std::uint64_t snapshots_due(std::uint64_t done, std::uint64_t patches);

/// After how many patches snapshots are written, ascending: at the end of the batch in which they
/// are due. Fewer than ten where several are due in one batch.
[[nodiscard]] std::vector<std::uint64_t> snapshot_patches(std::uint64_t patches,
                                                          std::uint64_t batch);

/// After how many patches the last whole batch ends: what a longer training has, too.
[[nodiscard]] std::uint64_t whole_batches(std::uint64_t patches, std::uint64_t batch);

}  // namespace ebsnn
