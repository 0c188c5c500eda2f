#pragma once
// The communicator of all MPI ranks. Internal to parallel. MPI must stay initialised while the
// object exists.

#include "parallel/communicator.hpp"

#include <memory>
#include <string>

namespace ebsnn {

/// Collective: all ranks of MPI_COMM_WORLD, on communicators of their own.
[[nodiscard]] std::unique_ptr<Communicator> make_world_communicator();

/// Throws Error with the name of the MPI function and MPI's error text unless `code` is
/// MPI_SUCCESS.
void check_mpi(int code, const char* function);

}  // namespace ebsnn
