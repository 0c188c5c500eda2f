# shellcheck shell=bash
# Functions that the scripts of this folder share. The comment at the top of a script is its help text.

source_folder="$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)"

fail() { # fail MESSAGE: wrong usage
  echo "tools/${0##*/}: error: $1" >&2
  exit 2
}

help_if_asked() { # help_if_asked ARGUMENTS...: if one of them is --help or -h, prints the help text and ends the script
  local argument
  for argument in "$@"; do
    if [ "$argument" = --help ] || [ "$argument" = -h ]; then
      awk 'NR == 1 { next } !/^#/ { exit } { sub(/^# ?/, ""); print }' "$0"
      exit 0
    fi
  done
}

takes_no_arguments() { # takes_no_arguments ARGUMENTS...: those of the script; only --help is allowed
  help_if_asked "$@"
  [ $# -eq 0 ] || fail "'$1': takes no arguments; see --help"
}

# Sets build_folder: build/PRESET in the source tree, or EBSNN_BUILD_DIR/PRESET. Ends the script if it cannot be written.
find_build_folder() { # find_build_folder PRESET
  local parent="${EBSNN_BUILD_DIR:-$source_folder/build}"
  build_folder="$parent/$1"
  if ! mkdir -p -- "$build_folder" 2>/dev/null || [ ! -w "$build_folder" ]; then
    fail "$build_folder cannot be written: set EBSNN_BUILD_DIR to a folder to build in, e.g. EBSNN_BUILD_DIR=/tmp/ebsnn-build"
  fi
  build_folder="$(CDPATH='' cd -- "$build_folder" && pwd)"
}
