#pragma once
// Sums over recordings that are divided among ranks. For measurements.
//
// Additions of numbers in floating point depend on their order. So recordings are added up within
// groups of fixed size, whatever the number of ranks is; the root then adds the groups in order.

#include "core/error.hpp"
#include "core/partition.hpp"
#include "parallel/archive.hpp"
#include "parallel/communicator.hpp"
#include "pipeline/stop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn {

/// Recordings in a group. A rank has whole groups.
inline constexpr std::size_t kRecordingsInGroup = 8;

/// Collective. `add` adds recording `number` to a sum; it is called for each of 0 .. recordings - 1
/// on one rank. Returns the same sum on all ranks: the same bits on any number of them. `Sum` has
/// operator+= and serialize(); `zero` is the empty sum. Throws what `add` throws, and Error if
/// `stop` gives a reason on any rank.
template <class Sum>
[[nodiscard]] Sum sum_over_recordings(Communicator& comm, std::size_t recordings, const Sum& zero,
                                      const StopCondition& stop,
                                      const std::function<void(std::size_t number, Sum&)>& add) {
  const std::size_t groups = (recordings + kRecordingsInGroup - 1) / kRecordingsInGroup;
  const Block mine = block_of(groups, static_cast<std::size_t>(comm.rank()),
                              static_cast<std::size_t>(comm.size()));
  std::vector<Sum> sums;
  agree(comm, [&] {
    for (std::size_t group = mine.first; group < mine.end() && !comm.stop_raised(); ++group) {
      Sum sum = zero;
      if (const std::string reason = stop.reason(); !reason.empty()) {
        throw Error(fmt::format("stopped by {}; this measurement is not kept", reason));
      }
      const std::size_t end = std::min((group + 1) * kRecordingsInGroup, recordings);
      for (std::size_t i = group * kRecordingsInGroup; i < end; ++i) add(i, sum);
      sums.push_back(std::move(sum));
    }
  });
  Sum total = zero;
  for (const Bytes& bytes : comm.gather(to_archive(sums))) {
    std::vector<Sum> parts;
    from_archive(bytes, parts);
    for (const Sum& part : parts) total += part;
  }
  broadcast_object(comm, total);
  return total;
}

}  // namespace ebsnn
