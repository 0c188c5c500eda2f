#pragma once
// Independent pieces of work, divided among ranks. Only for measurements.

#include "core/error.hpp"
#include "core/partition.hpp"
#include "parallel/archive.hpp"
#include "pipeline/run_context.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn {

/// Throws Error if the program was asked to stop: measurements keep nothing.
inline void throw_if_stopped(const StopCondition& stop) {
  if (const std::string reason = stop.reason(); !reason.empty()) {
    throw Error(fmt::format("stopped by {}; this measurement is not kept", reason));
  }
}

/// Collective. What `measure` returns for 0 .. count - 1, on all ranks; it is called for each of them
/// on one rank. `Result` has serialize() or is a vector of numbers. Throws what `measure` throws, and
/// Error if `run.stop` gives a reason on any rank.
template <class Result>
[[nodiscard]] std::vector<Result> results_of_ranks(
    const RunContext& run, std::size_t count, const std::function<Result(std::size_t)>& measure) {
  const Block mine = block_of(count, static_cast<std::size_t>(run.comm.rank()),
                              static_cast<std::size_t>(run.comm.size()));
  std::vector<Result> results;
  agree(run.comm, [&] {
    for (std::size_t i = mine.first; i < mine.end() && !run.comm.stop_raised(); ++i) {
      throw_if_stopped(run.stop);
      results.push_back(measure(i));
    }
  });
  std::vector<Result> all;
  for (const Bytes& bytes : run.comm.gather(to_archive(results))) {
    std::vector<Result> part;
    from_archive(bytes, part);
    for (Result& result : part) all.push_back(std::move(result));
  }
  broadcast_object(run.comm, all);
  return all;
}

}  // namespace ebsnn
