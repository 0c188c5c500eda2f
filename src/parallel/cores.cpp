#include "parallel/cores.hpp"

#include "parallel/archive.hpp"

#include <sched.h>

#include <cstddef>
#include <memory>
#include <set>

namespace ebsnn {

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
  const std::unique_ptr<Communicator> neighbours = comm.beside_root(comm.size());
  if (!neighbours) {
    return {};
  }
  std::set<std::size_t> all;
  for (const Bytes& bytes : neighbours->gather(to_archive(own_cores()))) {
    Cores cores;
    from_archive(bytes, cores);
    all.insert(cores.begin(), cores.end());
  }
  return {all.begin(), all.end()};
}

void run_on(const Cores& cores) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const std::size_t core : cores) CPU_SET(core, &set);
  if (!cores.empty()) sched_setaffinity(0, sizeof set, &set);
}

}  // namespace ebsnn
