# shellcheck shell=bash
# Functions that submit-study and submit-plan share. Sourced by them.

# shellcheck source-path=SCRIPTDIR source=launch.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/launch.sh"

print=0 # 1: print the commands and submit nothing

# The environment of the user may set where jobs run, who pays, and how much memory they get. Everything else that sbatch would
# take from there (SBATCH_WAIT, SBATCH_ARRAY_INX, ...) would make other jobs than those of a study, and the variables of a job
# that this shell runs in would reach the new ones.
keep_out_the_environment() {
  local name
  for name in ${!SBATCH_*} ${!SLURM_*} ${!SRUN_*}; do
    case "$name" in
      SLURM_CONF | SLURM_CLUSTERS | SLURM_JWT | SLURM_PMIX_TMPDIR) ;;
      SBATCH_ACCOUNT | SBATCH_CLUSTERS | SBATCH_CONSTRAINT | SBATCH_MEM_PER_* | SBATCH_PARTITION | SBATCH_QOS | SBATCH_RESERVATION) ;;
      SBATCH_*)
        echo "$(basename -- "$0"): warning: $name is ignored; set options of all jobs in settings.sh" >&2
        unset "$name"
        ;;
      *) unset "$name" ;;
    esac
  done
  [ -z "${EBSNN_TASKS:-}" ] || echo "$(basename -- "$0"): warning: EBSNN_TASKS is ignored; it is for single tasks of an array" >&2
  unset EBSNN_TASKS
  ebsnn_forget_outer_ranks
}

memory_is_given() { # in the settings or in the environment, in any form
  local option
  for option in "${EBSNN_SBATCH_OPTIONS[@]}"; do
    case "$option" in
      --mem-b*) ;; # --mem-bind: which memory, not how much
      --mem*) return 0 ;;
    esac
  done
  [ -n "${SBATCH_MEM_PER_CPU:-}${SBATCH_MEM_PER_GPU:-}${SBATCH_MEM_PER_NODE:-}" ]
}

# Before the first submit().
prepare_to_submit() {
  ebsnn_check_settings
  keep_out_the_environment
  export EBSNN_SLURM="$ebsnn_folder" # not by --export, which ends a value at a comma
  common=(--parsable --export=ALL)
  [ -z "$EBSNN_PARTITION" ] || common+=(--partition="$EBSNN_PARTITION")
  [ -z "$EBSNN_ACCOUNT" ] || common+=(--account="$EBSNN_ACCOUNT")
  common+=("${EBSNN_SBATCH_OPTIONS[@]}")
}

submitted=() # numbers of the jobs so far

fail_to_submit() { # fail_to_submit NAME REASON
  local before=""
  [ ${#submitted[@]} -eq 0 ] || before="; to remove what was submitted: scancel ${cluster:+--clusters=$cluster }${submitted[*]}"
  echo "$(basename -- "$0"): error: $1: $2$before" >&2
  exit 1
}

# Sets `job` and `cluster`, which follows in federations. Wrappers of sites print other lines before, or take --parsable away.
read_job() { # read_job TEXT: what sbatch printed
  local pattern='^(Submitted batch job )?([1-9][0-9]*)(;([^;[:space:]]+)| on cluster ([^[:space:]]+))?[[:space:]]*$'
  [[ "${1##*$'\n'}" =~ $pattern ]] || return
  job="${BASH_REMATCH[2]}" cluster="${BASH_REMATCH[4]}${BASH_REMATCH[5]}"
}

submit() { # submit NAME MEMORY OPTIONS...: sets `job`, and prints what was submitted
  local name="$1" options=("${common[@]}") answer
  memory_is_given || options+=(--mem-per-cpu="$2")
  shift 2
  if [ "$print" -eq 1 ]; then
    printf 'EBSNN_SLURM=%q sbatch' "$EBSNN_SLURM"
    printf ' %q' "${options[@]}" "$@"
    printf '\n'
    job="<$name>"
    return
  fi
  answer="$(sbatch "${options[@]}" "$@")" || fail_to_submit "$name" "sbatch ended with exit code $?"
  read_job "$answer" ||
    fail_to_submit "$name" "sbatch printed ${answer@Q}, not the number of a job (squeue --me tells whether there is one)"
  submitted+=("$job")
  echo "$name: job $job" 2>/dev/null || fail_to_submit "$name" "job $job, which cannot be written to standard output"
}

require_whole_numbers() { # require_whole_numbers OPTION VALUE [OPTION VALUE...]
  while [ $# -gt 0 ]; do
    ebsnn_require_number "$1 " "$2" 1 1000000
    shift 2
  done
}

# Sets `log`, the folder of logs of a run or study, and makes it unless the commands are only printed.
# sbatch replaces %j and the like in names of logs; %% stands for one %.
prepare_logs() { # prepare_logs FOLDER
  local reason
  case "$1$PWD" in
    *\\*) ebsnn_fail "--out $1: sbatch cannot write logs into a folder with a backslash in its path" ;;
  esac
  [ "$print" -eq 1 ] || reason="$(mkdir -p -- "$1/log" 2>&1)" || ebsnn_fail "--out $1: $reason"
  log="$1/log"
  [[ "$log" = /* ]] || log="$PWD/$log"
  log="${log//%/%%}"
}
