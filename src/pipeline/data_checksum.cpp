#include "pipeline/data_checksum.hpp"

#include "core/checksum.hpp"
#include "core/partition.hpp"
#include "pipeline/unit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <span>

namespace ebsnn {
namespace {

/// Number of recordings that every rank reads to check that all have the same data.
constexpr std::size_t kSample = 16;

/// Collective. Each rank reads only its own share, so a different copy of the data on one node
/// would go unnoticed without this check.
void require_same_data(Communicator& comm, const Dataset& data,
                       const std::vector<std::size_t>& indices) {
  Checksum sum;
  agree(comm, [&] {
    for (const std::size_t place : spread_evenly(indices.size(), kSample)) {
      sum.add(hex(data.checksum(indices[place])));
    }
  });
  require_same(comm, "data set",
               fmt::format("{} recordings with checksum {} over {} of them", data.size(),
                           hex(sum.value()), std::min(kSample, indices.size())));
}

/// Collective: the numbers of all ranks, in rank order, on all ranks.
std::vector<std::uint64_t> gathered_everywhere(const Communicator& comm,
                                               const std::vector<std::uint64_t>& mine) {
  const auto* first = reinterpret_cast<const char*>(mine.data());
  Bytes all;
  for (const Bytes& part : comm.gather(Bytes(first, first + mine.size() * sizeof(std::uint64_t)))) {
    all.insert(all.end(), part.begin(), part.end());
  }
  comm.broadcast(all);
  std::vector<std::uint64_t> numbers(all.size() / sizeof(std::uint64_t));
  if (!all.empty()) {
    std::memcpy(numbers.data(), all.data(), all.size());
  }
  return numbers;
}

}  // namespace

SplitChecksum checksum_of_split(Communicator& comm, const Dataset& data,
                                const std::vector<std::size_t>& indices, Verbosity verbosity) {
  if (comm.size() > 1) {
    require_same_data(comm, data, indices);
  }
  const Block block = block_of(indices.size(), static_cast<std::size_t>(comm.rank()),
                               static_cast<std::size_t>(comm.size()));
  std::vector<std::uint64_t> sums;
  sums.reserve(block.count);
  agree(comm, [&] {
    Progress progress("checking the data", "recordings", block.count, verbosity);
    for (std::size_t i = block.first; i < block.end() && !comm.stop_raised(); ++i) {
      sums.push_back(data.checksum(indices[i]));
      progress.update(sums.size());
    }
  });
  SplitChecksum all;
  all.recordings = gathered_everywhere(comm, sums);
  all.text = hex(checksum_of(std::span<const std::uint64_t>(all.recordings)));
  return all;
}

}  // namespace ebsnn
