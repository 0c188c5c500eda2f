# shellcheck shell=bash disable=SC2034
# What differs between clusters. Edit here; the scripts beside this file read it. Settings that the environment has win, except
# for the lists in parentheses.

# Options of sbatch for every job; empty: the cluster's own default.
EBSNN_PARTITION="${EBSNN_PARTITION:-}"
EBSNN_ACCOUNT="${EBSNN_ACCOUNT:-}"
EBSNN_SBATCH_OPTIONS=() # any others, e.g. (--qos=long --constraint=zen3 --mem-per-cpu=2G --mail-type=FAIL)

# Environment modules to load, in order, e.g. "gcc/12 openmpi/4.1 hdf5/1.12-mpi"; empty: none.
EBSNN_MODULES="${EBSNN_MODULES:-}"
# Folder of the programs, e.g. build/release/bin; empty: they are on the PATH, or in the container.
EBSNN_BIN="${EBSNN_BIN:-}"
# Image to run the programs in, e.g. /path/ebsnn.sif, and how; empty: none.
EBSNN_CONTAINER="${EBSNN_CONTAINER:-}"
EBSNN_CONTAINER_COMMAND=(apptainer exec)

# What starts the ranks: srun or mpirun. srun must speak the language of the MPI library: `srun --mpi=list` tells what there is.
EBSNN_LAUNCHER="${EBSNN_LAUNCHER:-srun}"
EBSNN_SRUN_OPTIONS=(--mpi=pmix --kill-on-bad-exit=1)
EBSNN_MPIRUN_OPTIONS=()
# A host that mpirun has not heard of for so many seconds is lost, and all ranks end; an interruption of the network that is
# shorter is waited for. At least 4. Open MPI's own default is 8 minutes.
EBSNN_LOST_HOST_AFTER="${EBSNN_LOST_HOST_AFTER:-20}"

# A job that keeps being interrupted gives up after so many restarts: its time limit is too short to get anywhere.
EBSNN_MAX_RESTARTS="${EBSNN_MAX_RESTARTS:-200}"
