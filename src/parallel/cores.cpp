#include "parallel/cores.hpp"

#include "core/host_name.hpp"
#include "parallel/archive.hpp"

#include <boost/serialization/string.hpp>
#include <sched.h>

#include <cstddef>
#include <set>
#include <string>

namespace ebsnn {
namespace {

struct MachineCores {
  std::string host;
  Cores cores;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& host& cores;
  }
};

}  // namespace

Cores own_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) {
    return {};
  }
  Cores cores;
  for (std::size_t core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &set)) cores.push_back(core);
  }
  return cores;
}

Cores cores_beside_root(const Communicator& comm) {
  const std::string here = host_name();
  std::set<std::size_t> cores;
  for (const Bytes& bytes : comm.gather(to_archive(MachineCores{here, own_cores()}))) {
    MachineCores rank;
    from_archive(bytes, rank);
    if (rank.host == here) cores.insert(rank.cores.begin(), rank.cores.end());
  }
  return {cores.begin(), cores.end()};
}

void run_on(const Cores& cores) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const std::size_t core : cores) CPU_SET(core, &set);
  if (!cores.empty()) sched_setaffinity(0, sizeof set, &set);
}

}  // namespace ebsnn
