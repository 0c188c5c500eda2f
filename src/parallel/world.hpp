#pragma once
// The ranks that a program runs on.

#include "parallel/communicator.hpp"
#include "parallel/mpi_session.hpp"

#include <memory>

namespace ebsnn {

/// All ranks that were started together; one per process. Where the environment shows a launcher
/// (`launcher_variables()`), these are the ranks of MPI, which is initialised for as long as the
/// object lives. A process that was started alone is a group of one, and MPI is not initialised:
/// that takes half a second, and Open MPI starts a helper process that can outlive the program.
class World {
 public:
  /// Throws Error where MPI cannot be initialised.
  World(int& argc, char**& argv);

  [[nodiscard]] Communicator& ranks() { return mpi_ ? mpi_->world() : *alone_; }

 private:
  std::unique_ptr<MpiSession> mpi_;
  std::unique_ptr<Communicator> alone_;
};

}  // namespace ebsnn
