#pragma once
// Start and end of MPI.

#include "parallel/communicator.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ebsnn {

/// Initialises MPI in the constructor and finalises it in the destructor; one per process. Before
/// MPI_Init it selects ROMIO in Open MPI, whose own MPI-IO loses data on a full disk without an
/// error. If ranks outnumber cores, it also lets idle ranks yield. OMPI_MCA_ settings of the user
/// take precedence.
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

/// Throws InputError if the launcher started several processes but this one is alone in its MPI
/// world: they would all do the same work and overwrite each other's files. The number of processes
/// is that of mpirun (OMPI_COMM_WORLD_SIZE, PMI_SIZE) or else SLURM_STEP_NUM_TASKS or SLURM_NTASKS.
/// In a batch script or a shell of salloc (SLURM_JOB_ID without SLURM_STEP_ID), SLURM_NTASKS is
/// only what the job asked for, so one plain process is not an error there.
void check_launcher(const Communicator& world);

/// Collective. Warnings on the root, empty on the others: hosts with more ranks than cores that
/// they may use, and a SLURM job in which some tasks do nothing.
[[nodiscard]] std::vector<std::string> launch_warnings(const Communicator& world);

/// Version string of the MPI library.
[[nodiscard]] std::string mpi_library_version();

}  // namespace ebsnn
