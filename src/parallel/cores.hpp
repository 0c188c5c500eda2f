#pragma once
// Cores that threads may run on. Launchers bind ranks to cores: mpirun gives each of two ranks one
// core, unless told otherwise.

#include "parallel/communicator.hpp"

#include <cstddef>
#include <vector>

namespace ebsnn {

/// Numbers of cores, ascending.
using Cores = std::vector<std::size_t>;

/// Those that the calling thread may run on; none if the system does not tell.
[[nodiscard]] Cores own_cores();

/// Collective. On the root, those that the ranks of its machine may run on, together; none on the
/// others.
[[nodiscard]] Cores cores_beside_root(const Communicator& comm);

/// Lets the calling thread run on these, on no others. Does nothing if there are none, or if the
/// system does not allow it: the thread is then slower, but computes the same.
void run_on(const Cores& cores);

}  // namespace ebsnn
