# shellcheck shell=bash
# Functions that the batch scripts share. Sourced by them and by submit-study.

ebsnn_folder="$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)"
ebsnn_settings="${EBSNN_SETTINGS:-$ebsnn_folder/settings.sh}"

ebsnn_fail() { # ebsnn_fail MESSAGE: wrong settings or usage
  local name="${0##*/}"
  [ "$name" != slurm_script ] || name="job ${SLURM_JOB_ID:-none}" # so SLURM calls its copy of a batch script
  echo "$name: error: $1" >&2
  exit 2
}

[ -f "$ebsnn_settings" ] || ebsnn_fail "EBSNN_SETTINGS=$ebsnn_settings: is no file"
! grep -q -- $'\r' "$ebsnn_settings" || ebsnn_fail "$ebsnn_settings: has line ends of Windows (CR LF); must have LF"
[[ "$ebsnn_settings" = */* ]] || ebsnn_settings="./$ebsnn_settings" # a bare name would be looked for on the PATH
# shellcheck source-path=SCRIPTDIR source=settings.sh
source -- "$ebsnn_settings" || ebsnn_fail "$ebsnn_settings: ended with exit code $?"

ebsnn_require_number() { # ebsnn_require_number NAME VALUE LEAST MOST: NAME ends with = or a space; MOST has up to nine digits
  if ! [[ "$2" =~ ^(0|[1-9][0-9]{0,8})$ ]] || [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then
    ebsnn_fail "$1$2: must be a whole number from $3 to $4"
  fi
}

# Before anything is submitted or started. A file of settings may be older than these scripts.
ebsnn_check_settings() {
  local name
  for name in EBSNN_{PARTITION,ACCOUNT,MODULES,BIN,CONTAINER,LAUNCHER,LOST_HOST_AFTER,MAX_RESTARTS}; do
    [ -n "${!name+set}" ] || ebsnn_fail "$ebsnn_settings: does not set $name"
  done
  for name in EBSNN_{SBATCH_OPTIONS,CONTAINER_COMMAND,SRUN_OPTIONS,MPIRUN_OPTIONS}; do
    [[ "$(declare -p "$name" 2>/dev/null)" = "declare -a"* ]] || ebsnn_fail "$ebsnn_settings: $name: must be a list in parentheses"
  done
  [[ "$EBSNN_LAUNCHER" =~ ^(srun|mpirun)$ ]] || ebsnn_fail "EBSNN_LAUNCHER=$EBSNN_LAUNCHER: must be srun or mpirun"
  ebsnn_require_number EBSNN_LOST_HOST_AFTER= "$EBSNN_LOST_HOST_AFTER" 4 86400
  ebsnn_require_number EBSNN_MAX_RESTARTS= "$EBSNN_MAX_RESTARTS" 0 1000000
}

# Removes the variables of PMI and PMIx for the ranks of a job step that this shell runs in (srun --pty bash), except settings of PMIx.
ebsnn_forget_outer_ranks() {
  local name
  for name in ${!PMI*}; do
    [[ "$name" == PMIX_MCA_* ]] || unset "$name"
  done
}

# A job inherits the variables of the shell that it is submitted from. If that is a job itself (salloc, srun --pty bash), some
# of them contradict those of the new job, and srun refuses to start (two kinds of memory) or starts something else. SLURM knows
# the resources of the job without them.
ebsnn_forget_outer_job() {
  unset SLURM_MEM_PER_CPU SLURM_MEM_PER_GPU SLURM_MEM_PER_NODE SLURM_TRES_PER_TASK SLURM_EXPORT_ENV SLURM_TIMELIMIT \
    SLURM_DEPENDENCY SLURM_EXCLUSIVE SLURM_OVERLAP SLURM_STEPID
  # shellcheck disable=SC2086
  unset ${!SRUN_*} ${!SLURM_STEP_*} ${!SLURM_SRUN_*} ${!SLURM_CPU_BIND*} ${!SLURM_MEM_BIND*} ${!SLURM_HET_*}
  ebsnn_forget_outer_ranks
}

# Modules may print, also where the output of a program is read, and use variables that are not set.
ebsnn_load_modules() {
  local name
  set +u
  for name in $EBSNN_MODULES; do
    module load "$name" >&2 || ebsnn_fail "EBSNN_MODULES: cannot load $name"
  done
  set -u
}

ebsnn_program() { # ebsnn_program NAME: sets ebsnn_command to the command that starts one process of it
  ebsnn_command=("${EBSNN_BIN:+$EBSNN_BIN/}$1")
  if [ -n "$EBSNN_CONTAINER" ]; then
    ebsnn_command=("${EBSNN_CONTAINER_COMMAND[@]}" "$EBSNN_CONTAINER" "${ebsnn_command[@]}")
  elif ! command -v -- "${ebsnn_command[0]}" >/dev/null; then
    ebsnn_fail "${ebsnn_command[0]}: not found; set its location in settings.sh (EBSNN_BIN, EBSNN_MODULES, EBSNN_CONTAINER)"
  fi
}

# Makes mpirun and its processes on other hosts check that the others respond; one that gets no answer ends its ranks.
# Only Open MPI reads these settings; those of the user take precedence.
ebsnn_notice_lost_hosts() {
  local quarter=$((EBSNN_LOST_HOST_AFTER / 4))
  export OMPI_MCA_oob_tcp_keepalive_time="${OMPI_MCA_oob_tcp_keepalive_time:-$quarter}"
  export OMPI_MCA_oob_tcp_keepalive_intvl="${OMPI_MCA_oob_tcp_keepalive_intvl:-$quarter}"
  export OMPI_MCA_oob_tcp_keepalive_probes="${OMPI_MCA_oob_tcp_keepalive_probes:-3}"
}

ebsnn_add_launcher() { # puts the launcher of all ranks of the job before ebsnn_command
  case "$EBSNN_LAUNCHER" in
    srun) ebsnn_command=(srun "${EBSNN_SRUN_OPTIONS[@]}" "${ebsnn_command[@]}") ;;
    mpirun)
      ebsnn_notice_lost_hosts
      ebsnn_command=(mpirun -n "${SLURM_NTASKS:-1}" "${EBSNN_MPIRUN_OPTIONS[@]}" "${ebsnn_command[@]}")
      ;;
  esac
}

# A node that lost its power keeps a folder of PMIx for the step of the job, and then does not start a step of that name again.
ebsnn_clear_leftovers_of_pmix() {
  if [ "$EBSNN_LAUNCHER" = srun ] && [ "${SLURM_RESTART_COUNT:-0}" -gt 0 ]; then
    # shellcheck disable=SC2016
    srun --mpi=none --ntasks="$SLURM_JOB_NUM_NODES" --ntasks-per-node=1 \
      bash -c 'rm -rf -- "${SLURM_PMIX_TMPDIR:-/tmp}/spmix_appdir_${UID}_$SLURM_JOB_ID".*' || true
  fi
}

# The exit code of srun can be 0 although it started no rank. So the program itself writes to a file when it is done.
ebsnn_expect_done() {
  export EBSNN_DONE_FILE="$PWD/.ebsnn-done-${SLURM_JOB_ID:-$$}"
  : >"$EBSNN_DONE_FILE" || unset EBSNN_DONE_FILE
}

# Checks the exit code in `code` against that file. Returns 1 if the code is 0 but the program has not said that it is done.
# If a signal comes while the program ends, bash can lose the exit code (5.2 says -1): then it is 0 or that of an interrupted run.
ebsnn_check_done() {
  local done=unknown
  if [ -n "${EBSNN_DONE_FILE:-}" ]; then
    if [ -s "$EBSNN_DONE_FILE" ]; then done=yes; else done=no; fi
    rm -f -- "$EBSNN_DONE_FILE"
  fi
  if [ "$signals" -gt 0 ] && { [ "$code" -eq -1 ] || [ "$code" -eq 127 ]; }; then
    if [ "$done" = yes ]; then code=0; else code=3; fi
  fi
  if [ "$code" -eq 0 ] && [ "$done" = no ]; then
    echo "error: $EBSNN_LAUNCHER says that $program is done, but $program did not finish" >&2
    return 1
  fi
}

# Runs a program on all ranks and returns its exit code. The signal of --signal=B: only reaches this shell, which passes it on.
# `wait` ends at every signal, and is then called again. If a signal comes before the program is started, it is not started, and
# the exit code is that of an interrupted run (3). A signal after the end of the program must not kill this shell: the job would
# count as failed.
ebsnn_run() { # ebsnn_run PROGRAM OPTIONS...
  local program="$1" process='' signals=0 heard code
  shift
  trap 'signals=$((signals + 1)); [ -z "$process" ] || kill -USR1 "$process" 2>/dev/null' USR1 TERM
  ebsnn_check_settings
  ebsnn_forget_outer_job
  ebsnn_load_modules
  ebsnn_program "$program"
  ebsnn_add_launcher
  ebsnn_clear_leftovers_of_pmix
  printf '%s job %s, restart %s:' "$(date -u +%FT%TZ)" "${SLURM_JOB_ID:-none}" "${SLURM_RESTART_COUNT:-0}"
  printf ' %q' "${ebsnn_command[@]}" "$@"
  printf '\n'
  if [ "$signals" -gt 0 ]; then
    echo "job ${SLURM_JOB_ID:-none}: a signal came before $program was started"
    return 3
  fi
  ebsnn_expect_done
  "${ebsnn_command[@]}" "$@" &
  process=$!
  [ "$signals" -eq 0 ] || kill -USR1 "$process" 2>/dev/null
  heard=-1
  while [ "$heard" -ne "$signals" ]; do
    heard=$signals code=0
    wait "$process" || code=$?
  done
  trap '' USR1
  trap - TERM
  ebsnn_check_done || code=$?
  echo "$(date -u +%FT%TZ) job ${SLURM_JOB_ID:-none}: $program ended with exit code $code"
  return "$code"
}

# Whether an exit code tells that the run was interrupted and continues when it is run again: 3, or death by SIGHUP, SIGINT,
# SIGUSR1 or SIGTERM, which is possible only in the first moments of the program, before it handles them.
ebsnn_was_interrupted() { # ebsnn_was_interrupted CODE
  case "$1" in
    3 | 129 | 130 | 138 | 143) return 0 ;;
    *) return 1 ;;
  esac
}

# Tries a command up to six times in two minutes: the controller of SLURM does not answer while it is restarted.
ebsnn_try() { # ebsnn_try COMMAND ARGUMENTS...
  for _ in 1 2 3 4 5; do
    "$@" && return
    sleep 20
  done
  "$@"
}

# Tasks of an array are called ARRAY_TASK. squeue is asked, because SLURM_ARRAY_* may belong to the job that submitted this one.
ebsnn_name_and_state() {
  ebsnn_try squeue --noheader --states=all --job "$SLURM_JOB_ID" --format '%A %F %K %T' |
    awk -v job="$SLURM_JOB_ID" '$1 == job { print ($3 == "N/A" ? job : $2 "_" $3), $4 }'
}

# The same as ebsnn_run, and if the run was interrupted, requeues the job. A job that is being cancelled is
# not requeued, and outside SLURM there is nothing to requeue.
ebsnn_run_until_done() { # ebsnn_run_until_done PROGRAM OPTIONS...
  local code=0 job state
  ebsnn_run "$@" || code=$?
  ebsnn_was_interrupted "$code" && [ -n "${SLURM_JOB_ID:-}" ] || exit "$code"
  read -r job state < <(ebsnn_name_and_state)
  if [ -z "$state" ]; then
    echo "error: squeue does not tell the state of job $SLURM_JOB_ID: not requeued; submit it again" >&2
    exit 1
  fi
  if [ "$state" != RUNNING ]; then
    echo "job $SLURM_JOB_ID is being cancelled: not requeued"
    exit "$code"
  fi
  if [ "${SLURM_RESTART_COUNT:-0}" -ge "$EBSNN_MAX_RESTARTS" ]; then
    echo "error: job $job: interrupted after ${SLURM_RESTART_COUNT:-0} restarts (EBSNN_MAX_RESTARTS): ask for a longer --time" >&2
    exit 1
  fi
  echo "job $job is requeued"
  ebsnn_try scontrol requeue "$job" || exit 1
  sleep 600 # until SLURM ends this script; if the script ended first, the job would end
}

# The same with the share of the task of an array that this job is.
# shellcheck disable=SC2153
ebsnn_run_task_until_done() { # ebsnn_run_task_until_done PROGRAM OPTIONS...
  local program="$1" tasks
  shift
  [ -v SLURM_ARRAY_TASK_ID ] || ebsnn_fail "SLURM_ARRAY_TASK_ID is not set: submit this as a job array, sbatch --array=1-N"
  tasks="${EBSNN_TASKS:-$SLURM_ARRAY_TASK_COUNT}"
  if [ -n "${EBSNN_TASKS:-}" ]; then
    ebsnn_require_number EBSNN_TASKS= "$tasks" 1 1000000
    ebsnn_require_number "--array: task " "$SLURM_ARRAY_TASK_ID" 1 "$tasks"
  elif [ "$SLURM_ARRAY_TASK_MIN" -ne 1 ] || [ "$SLURM_ARRAY_TASK_MAX" -ne "$tasks" ]; then
    ebsnn_fail "--array: $tasks tasks from $SLURM_ARRAY_TASK_MIN to $SLURM_ARRAY_TASK_MAX: must be 1-N, or EBSNN_TASKS must be N"
  fi
  ebsnn_run_until_done "$program" --task "$SLURM_ARRAY_TASK_ID/$tasks" "$@"
}
