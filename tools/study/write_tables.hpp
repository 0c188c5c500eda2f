#pragma once
// The stage test: writes summary.tidy.csv, metrics.tidy.csv, tests.csv and ei.tidy.csv.

#include "parallel/communicator.hpp"
#include "studies/plan.hpp"

#include <cstdint>
#include <filesystem>
#include <span>

namespace ebsnn {

/// Collective. The ranks share the replicates of the bootstrap; the files have the same bytes for
/// any number of them. `frozen`: the plan is. Throws InputError naming the file that is missing,
/// StorageError.
void write_tables(Communicator& comm, const StudyPlan& plan, std::span<const std::uint64_t> seeds,
                  bool frozen, const std::filesystem::path& study);

}  // namespace ebsnn
