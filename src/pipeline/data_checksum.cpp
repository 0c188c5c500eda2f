#include "pipeline/data_checksum.hpp"

#include "core/checksum.hpp"
#include "core/partition.hpp"

namespace ebsnn {

std::string checksum_of_split(Communicator& comm, const Dataset& data,
                              const std::vector<std::size_t>& indices, Verbosity verbosity) {
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
