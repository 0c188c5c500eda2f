# shellcheck shell=bash disable=SC2034
# Settings that differ between clusters. Edit them here; the scripts in this folder read them. Environment variables take
# precedence, except over the lists in parentheses.

# Options of sbatch for every job; empty: default of the cluster.
EBSNN_PARTITION="${EBSNN_PARTITION:-}"
EBSNN_ACCOUNT="${EBSNN_ACCOUNT:-}"
EBSNN_SBATCH_OPTIONS=() # other options, e.g. (--qos=long --constraint=zen3 --mem-per-cpu=2G --mail-type=FAIL)

# Environment modules to load, in order, e.g. "gcc/12 openmpi/4.1 hdf5/1.12-mpi"; empty: none.
EBSNN_MODULES="${EBSNN_MODULES:-}"
# Folder of the programs, e.g. build/release/bin; empty: they are on the PATH or in the container.
EBSNN_BIN="${EBSNN_BIN:-}"
# Image in which the programs run, e.g. /path/ebsnn.sif, and the command for it; empty: none.
EBSNN_CONTAINER="${EBSNN_CONTAINER:-}"
EBSNN_CONTAINER_COMMAND=(apptainer exec)

# Launcher of the ranks: srun or mpirun. srun must use a protocol of the MPI library: see `srun --mpi=list`.
EBSNN_LAUNCHER="${EBSNN_LAUNCHER:-srun}"
EBSNN_SRUN_OPTIONS=(--mpi=pmix --kill-on-bad-exit=1)
EBSNN_MPIRUN_OPTIONS=()
# If mpirun has not heard from a host for this many seconds, the host is lost and all ranks end. Shorter interruptions of the
# network are tolerated. 4 to 86400. The default of Open MPI is 8 minutes.
EBSNN_LOST_HOST_AFTER="${EBSNN_LOST_HOST_AFTER:-20}"

# A job gives up after this many restarts, 0 to 1000000: its time limit is then too short to make progress.
EBSNN_MAX_RESTARTS="${EBSNN_MAX_RESTARTS:-200}"
