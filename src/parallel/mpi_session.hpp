#pragma once
// Start and end of MPI. May be included by the programs (jobs, tools) and the parallel tests only.

#include "parallel/communicator.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ebsnn {

/// Initialises MPI for as long as it lives; one per process.
/// Before MPI_Init it asks Open MPI for ROMIO (its own MPI-IO loses data on a full disk without an
/// error), for yielding while idle where ranks outnumber cores, and for memory alone to carry
/// messages where all ranks are on one machine; a user's own OMPI_MCA_ variables win.
class MpiSession {
 public:
  MpiSession(int& argc, char**& argv);
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  /// All ranks.
  [[nodiscard]] Communicator& world() { return *world_; }

 private:
  std::unique_ptr<Communicator> world_;
};

/// Collective. At the root, what works but is hardly meant; elsewhere nothing: hosts on which ranks
/// outnumber the cores they may use, and a SLURM job some of whose tasks do nothing.
[[nodiscard]] std::vector<std::string> launch_warnings(const Communicator& world);

/// Version string of the MPI library, initialised or not.
[[nodiscard]] std::string mpi_library_version();

}  // namespace ebsnn
