#pragma once
// How this process was started, as far as its environment tells.

#include "parallel/communicator.hpp"

#include <string>
#include <vector>

namespace ebsnn {

/// Names of the variables by which a launcher of parallel programs can be recognised, sorted; none
/// in a process that was started alone. Launchers leave
///   OMPI_COMM_WORLD_*                  mpirun of Open MPI and its relatives
///   PMIX_*, but not PMIX_MCA_*         Open MPI, PRRTE, srun --mpi=pmix (PMIX_MCA_* are settings)
///   PMI_*, PMI2_*                      MPICH, Intel MPI, srun --mpi=pmi2
///   MPI_LOCALRANKID, MPI_LOCALNRANKS   Hydra, the mpiexec of MPICH and Intel MPI
///   MV2_COMM_WORLD_*                   MVAPICH2
///   PALS_*, ALPS_*                     Cray
///   FLUX_*                             Flux
///   JSM_*                              IBM Spectrum MPI
///   SLURM_STEP_ID, SLURM_STEPID        srun, whatever its --mpi
///   SLURM_PROCID, SLURM_NTASKS         SLURM, where there is no SLURM_JOB_ID: in a batch script or
///                                      an salloc shell (a job, but no step) they say only what the
///                                      job asked for, and a process there was started alone.
/// A program that finds none of them does without MPI: `World`.
[[nodiscard]] std::vector<std::string> launcher_variables();

/// In a batch script or an salloc shell of SLURM: a job, but no step of it.
[[nodiscard]] bool in_batch_script();

/// Throws InputError if the launcher started several processes but this one is alone in its world:
/// they would all do the same work and overwrite each other. Where mpirun left its mark
/// (OMPI_COMM_WORLD_SIZE, PMI_SIZE) that counts; or else SLURM_STEP_NUM_TASKS or SLURM_NTASKS. In a
/// batch script or an salloc shell SLURM_NTASKS is only what the job asked for: one plain process
/// is no error there. Nor is a group of one among several ranks of MPI.
void check_launcher(const Communicator& group);

}  // namespace ebsnn
