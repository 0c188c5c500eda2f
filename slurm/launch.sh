# shellcheck shell=bash
# What the batch scripts share. Sourced by them, and by submit-study.

ebsnn_folder="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source-path=SCRIPTDIR source=settings.sh
source "${EBSNN_SETTINGS:-$ebsnn_folder/settings.sh}"

ebsnn_fail() { # ebsnn_fail MESSAGE: wrong settings or usage
  echo "$(basename "$0"): error: $1" >&2
  exit 2
}

ebsnn_load_modules() {
  local name
  for name in $EBSNN_MODULES; do
    module load "$name" || ebsnn_fail "EBSNN_MODULES: cannot load $name"
  done
}

ebsnn_program() { # ebsnn_program NAME: sets ebsnn_command to the words that start one process of it
  ebsnn_command=("${EBSNN_BIN:+$EBSNN_BIN/}$1")
  if [ -n "$EBSNN_CONTAINER" ]; then
    ebsnn_command=("${EBSNN_CONTAINER_COMMAND[@]}" "$EBSNN_CONTAINER" "${ebsnn_command[@]}")
  elif ! command -v "${ebsnn_command[0]}" >/dev/null; then
    ebsnn_fail "${ebsnn_command[0]}: not found; settings.sh says where it is (EBSNN_BIN, EBSNN_MODULES, EBSNN_CONTAINER)"
  fi
}

# Makes mpirun and the processes that it starts on other hosts ask each other for a sign of life; whichever gets none ends its
# ranks. Read by Open MPI alone; a user's own settings win.
ebsnn_notice_lost_hosts() {
  local quarter=$((EBSNN_LOST_HOST_AFTER / 4))
  export OMPI_MCA_oob_tcp_keepalive_time="${OMPI_MCA_oob_tcp_keepalive_time:-$quarter}"
  export OMPI_MCA_oob_tcp_keepalive_intvl="${OMPI_MCA_oob_tcp_keepalive_intvl:-$quarter}"
  export OMPI_MCA_oob_tcp_keepalive_probes="${OMPI_MCA_oob_tcp_keepalive_probes:-3}"
}

ebsnn_add_launcher() { # puts the launcher of all the job's ranks before ebsnn_command
  case "$EBSNN_LAUNCHER" in
    srun) ebsnn_command=(srun "${EBSNN_SRUN_OPTIONS[@]}" "${ebsnn_command[@]}") ;;
    mpirun)
      ebsnn_notice_lost_hosts
      ebsnn_command=(mpirun -n "${SLURM_NTASKS:-1}" "${EBSNN_MPIRUN_OPTIONS[@]}" "${ebsnn_command[@]}")
      ;;
    *) ebsnn_fail "EBSNN_LAUNCHER=$EBSNN_LAUNCHER: must be srun or mpirun" ;;
  esac
}

# A node that lost its power keeps a folder of PMIx's for the job's step, and then does not start a step of that name again.
ebsnn_clear_leftovers_of_pmix() {
  if [ "$EBSNN_LAUNCHER" = srun ] && [ "${SLURM_RESTART_COUNT:-0}" -gt 0 ]; then
    # shellcheck disable=SC2016
    srun --mpi=none --ntasks="$SLURM_JOB_NUM_NODES" --ntasks-per-node=1 \
      bash -c 'rm -rf "${SLURM_PMIX_TMPDIR:-/tmp}/spmix_appdir_${UID}_$SLURM_JOB_ID".*' || true
  fi
}

# srun's exit code can be 0 when it could start no rank. So the program itself writes into a file when it is done.
ebsnn_expect_done() {
  export EBSNN_DONE_FILE="$PWD/.ebsnn-done-${SLURM_JOB_ID:-$$}"
  : >"$EBSNN_DONE_FILE" || unset EBSNN_DONE_FILE
}

ebsnn_check_done() { # returns 1 where the exit code so far (in `code`) says done but the program does not
  local done=1
  if [ -n "${EBSNN_DONE_FILE:-}" ]; then
    [ -s "$EBSNN_DONE_FILE" ] || done=0
    rm -f "$EBSNN_DONE_FILE"
  fi
  if [ "$code" -eq 0 ] && [ "$done" -eq 0 ]; then
    echo "error: $EBSNN_LAUNCHER says that $program is done, but it never got there" >&2
    return 1
  fi
}

# Runs a program on all ranks and returns its exit code. --signal=B: reaches only this shell, which passes it on; `wait` ends at
# every signal, and is then called again. Where the signal comes before there is anything to pass it on to, nothing is started,
# and the code is that of a run that was interrupted (3).
ebsnn_run() { # ebsnn_run PROGRAM OPTIONS...
  local program="$1" process='' signalled=0 code
  shift
  trap 'signalled=1; [ -z "$process" ] || kill -USR1 "$process"' USR1 TERM
  ebsnn_load_modules
  ebsnn_program "$program"
  ebsnn_add_launcher
  ebsnn_clear_leftovers_of_pmix
  echo "$(date -u +%FT%TZ) job ${SLURM_JOB_ID:-none}, restart ${SLURM_RESTART_COUNT:-0}: ${ebsnn_command[*]} $*"
  if [ "$signalled" -eq 1 ]; then
    echo "job ${SLURM_JOB_ID:-none}: a signal came before $program was started"
    return 3
  fi
  ebsnn_expect_done
  "${ebsnn_command[@]}" "$@" &
  process=$!
  [ "$signalled" -eq 0 ] || kill -USR1 "$process"
  signalled=1
  while [ "$signalled" -eq 1 ]; do
    signalled=0 code=0
    wait "$process" || code=$?
  done
  trap - USR1 TERM
  ebsnn_check_done || code=$?
  echo "$(date -u +%FT%TZ) job ${SLURM_JOB_ID:-none}: $program ended with exit code $code"
  return "$code"
}

# Whether an exit code says that the run was interrupted and goes on when it is run again: 3, or death by SIGHUP, SIGINT, SIGUSR1
# or SIGTERM, which only comes before the program listens to them, in its first moments.
ebsnn_was_interrupted() { # ebsnn_was_interrupted CODE
  case "$1" in
    3 | 129 | 130 | 138 | 143) return 0 ;;
    *) return 1 ;;
  esac
}

# The same as ebsnn_run, and where it was interrupted, puts the job back into the queue. A job that is being cancelled stays so.
ebsnn_run_until_done() { # ebsnn_run_until_done PROGRAM OPTIONS...
  local code=0 job="$SLURM_JOB_ID"
  ebsnn_run "$@" || code=$?
  ebsnn_was_interrupted "$code" || exit "$code"
  if [ -n "${SLURM_ARRAY_JOB_ID:-}" ]; then
    job="${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
  fi
  if [ "$(squeue --noheader --job "$job" --format %T)" != RUNNING ]; then
    echo "job $job is being ended from outside: not put back into the queue"
    exit "$code"
  fi
  if [ "${SLURM_RESTART_COUNT:-0}" -ge "$EBSNN_MAX_RESTARTS" ]; then
    echo "error: job $job: interrupted after $SLURM_RESTART_COUNT restarts (EBSNN_MAX_RESTARTS): ask for a longer --time" >&2
    exit 1
  fi
  echo "job $job goes back into the queue"
  scontrol requeue "$job" || exit 1
  sleep 600 # until SLURM ends this script: ending by itself would end the job
}
