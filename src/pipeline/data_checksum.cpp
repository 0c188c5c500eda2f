#include "pipeline/data_checksum.hpp"

#include "core/checksum.hpp"
#include "core/partition.hpp"
#include "pipeline/unit.hpp"

#include <fmt/format.h>

#include <algorithm>

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

}  // namespace

std::string checksum_of_split(Communicator& comm, const Dataset& data,
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
  const auto* bytes = reinterpret_cast<const char*>(sums.data());
  Checksum all;
  for (const Bytes& part : comm.gather(Bytes(bytes, bytes + sums.size() * sizeof(std::uint64_t)))) {
    all.add_bytes(part.data(), part.size());
  }
  return hex(comm.maximum(comm.is_root() ? all.value() : 0));
}

}  // namespace ebsnn
