# shellcheck shell=bash
# Folders with a Debian in them (roots), for scripts that try things on a fresh Debian. Sourced after common.sh; `folder` has the roots.
# shellcheck disable=SC2154

new_root() { # new_root NAME: a bare Debian, called NAME
  [ -d "$folder/debian" ] || debootstrap --variant=minbase bookworm "$folder/debian"
  rm -rf "${folder:?}/$1"
  cp -a "$folder/debian" "$folder/$1"
  cp /etc/resolv.conf "$folder/$1/etc/"
  # Roots need not outlive a power failure, and a busy disk is slow.
  echo force-unsafe-io >"$folder/$1/etc/dpkg/dpkg.cfg.d/unsafe-io"
}

# The environment is that of the image, without anything of the caller.
inside() { # inside ROOT USER WORKDIR COMMAND [VARIABLE=VALUE...]: runs a shell command in a root
  local root="$folder/$1" user="$2" workdir="$3" command="$4"
  shift 4
  echo "== $user: $command"
  # shellcheck disable=SC2016
  unshare --mount --pid --fork --kill-child bash -c '
    mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && mount --rbind /sys "$1/sys" &&
      mount -t tmpfs tmpfs "$1/run" || exit
    exec env -i HOME=/ PATH=/usr/sbin:/usr/bin:/sbin:/bin "${@:5}" "$(command -v chroot)" --userspec="$2" "$1" sh -ec "cd $3; $4"' \
    inside "$root" "$user" "$workdir" "$command" "$@" </dev/null
}
