#pragma once
// The communicator of all MPI ranks. Included by this room's .cpp files only; MPI must be
// initialised while it lives.

#include "parallel/communicator.hpp"

#include <memory>
#include <string>

namespace ebsnn {

/// Collective: all ranks of MPI_COMM_WORLD, on communicators of their own.
[[nodiscard]] std::unique_ptr<Communicator> make_world_communicator();

/// Throws Error naming the MPI function and MPI's own words unless `code` is MPI_SUCCESS.
void check_mpi(int code, const char* function);

}  // namespace ebsnn
