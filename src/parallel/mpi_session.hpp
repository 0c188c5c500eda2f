#pragma once
// Start and end of MPI.

#include "parallel/communicator.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ebsnn {

/// Initialises MPI in the constructor and finalises it in the destructor; one per process. Before
/// MPI_Init it selects ROMIO in Open MPI, whose own MPI-IO loses data on a full disk without an
/// error. If ranks outnumber cores, it also lets idle ranks yield; if all ranks are on one machine,
/// messages go through memory only. OMPI_MCA_ variables of the user take precedence.
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

/// Collective. Warnings on the root, empty on the others: hosts with more ranks than cores that
/// they may use, and a SLURM job in which some tasks do nothing.
[[nodiscard]] std::vector<std::string> launch_warnings(const Communicator& world);

/// Number of ranks in the world of MPI; 1 where MPI is not initialised.
[[nodiscard]] int mpi_world_size();

/// Version string of the MPI library, initialised or not.
[[nodiscard]] std::string mpi_library_version();

}  // namespace ebsnn
