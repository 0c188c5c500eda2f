#pragma once
// Start and end of MPI.

#include "parallel/communicator.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ebsnn {

/// Initialises MPI for as long as it lives; one per process.
/// Before MPI_Init it asks Open MPI for ROMIO (its own MPI-IO loses data on a full disk without an
/// error) and, where ranks outnumber cores, for yielding while idle; a user's own OMPI_MCA_
/// settings win.
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
/// world: they would all do the same work and overwrite each other. Where mpirun left its mark
/// (OMPI_COMM_WORLD_SIZE, PMI_SIZE) that counts; or else SLURM_STEP_NUM_TASKS or SLURM_NTASKS. In a
/// batch script or an salloc shell (SLURM_JOB_ID without SLURM_STEP_ID) SLURM_NTASKS is only what
/// the job asked for: one plain process is no error there.
void check_launcher(const Communicator& world);

/// Collective. At the root, what works but is hardly meant; elsewhere nothing: hosts on which ranks
/// outnumber the cores they may use, and a SLURM job some of whose tasks do nothing.
[[nodiscard]] std::vector<std::string> launch_warnings(const Communicator& world);

/// Version string of the MPI library.
[[nodiscard]] std::string mpi_library_version();

}  // namespace ebsnn
