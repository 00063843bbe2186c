#!/bin/bash
# usage: node.sh start NODE DIR CACHE     a Kubernetes node in namespaces of its own; all of its files are in DIR
#        node.sh stop DIR                 ends it: one SIGKILL, then its cgroups
#        node.sh alive DIR                tells by its exit code
#        node.sh enter DIR COMMAND...     runs a command inside it
# The API is on 127.0.0.1, on the free port in DIR/address: `box fwd` listens there, leaves the socket on fd 3 and becomes
# `unshare`; inside, `box relay` accepts on it. Nothing else of the node touches the machine's network.
# Run it as a script: in an interactive shell setsid forks, and the recorded pid is the wrong one.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

own_cgroups() { # CONTROLLER<TAB>DIRECTORY of this process; of version 2 always the root, the one that may have processes and controllers
  if [ -f /sys/fs/cgroup/cgroup.controllers ]; then printf 'unified\t/sys/fs/cgroup\n' && return; fi
  while IFS=: read -r _ controller path; do
    controller=${controller#name=}
    if [ -n "$controller" ] && [ -d "/sys/fs/cgroup/$controller" ]; then
      printf '%s\t%s\n' "$controller" "/sys/fs/cgroup/$controller${path%/}"
    fi
  done </proc/self/cgroup
}

make_cgroups() { # NAME DIR: one below this process's own for each controller, listed in DIR/cgroups
  own_cgroups | while IFS=$'\t' read -r controller parent; do
    case $controller in unified) for c in cpuset cpu io memory pids; do echo "+$c" >"$parent/cgroup.subtree_control"; done ;; esac
    mkdir -p "$parent/$1"
    if [ "$controller" = cpuset ]; then # empty at first, and then nothing may enter
      cat "$parent/cpuset.cpus" >"$parent/$1/cpuset.cpus"
      cat "$parent/cpuset.mems" >"$parent/$1/cpuset.mems"
    fi
    printf '%s\t%s\n' "$controller" "$parent/$1"
  done >"$2/cgroups"
}

step_aside() { # PID DIR: version 2 wants no process beside the node's own cgroups; init.sh does the same for those inside
  local cgroup
  cgroup=$(sed -n 's/^unified\t//p' "$2/cgroups")
  [ -n "$cgroup" ] || return 0
  mkdir "$cgroup/node"
  until [ -n "$(cat "/proc/$1/task/$1/children")" ]; do sleep 0.02; done # from here on the cgroup is the node's root
  echo "$1" >"$cgroup/node/cgroup.procs"
}

remove_cgroup() { # the last tasks leave a moment after the kill
  for _ in $(seq 1200); do
    [ -d "$1" ] || return 0
    find "$1" -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.05
  done
  echo "node.sh: $1 is still in use" >&2
  return 1
}

started() { cut -d' ' -f22 "/proc/$1/stat" 2>/dev/null; } # when a process began: with it a pid is never another's

case $1 in
start)
  name=$2 dir=$3 cache=$4
  mkdir -p "$dir/log"
  make_cgroups "dormouse-$(basename "$dir")" "$dir"
  (
    while IFS=$'\t' read -r _ cgroup; do echo $BASHPID >"$cgroup/cgroup.procs"; done <"$dir/cgroups"
    exec setsid "$cache/bin/box" fwd 127.0.0.1:0 "$dir/address" \
      unshare --mount --net --pid --uts --ipc --cgroup --fork --kill-child --mount-proc --propagation private \
      tini -- bash "$here/init.sh" "$name" "$dir" "$cache" </dev/null >"$dir/log/init.log" 2>&1
  ) &
  echo "$! $(started $!)" >"$dir/pid"
  step_aside $! "$dir"
  ;;
alive)
  read -r pid since <"$2/pid" && [ "$(started "$pid")" = "$since" ]
  ;;
stop)
  dir=$2
  [ -f "$dir/pid" ] || exit 0
  if "$0" alive "$dir"; then
    read -r pid _ <"$dir/pid"
    kill -KILL "$pid" # its child is pid 1 in there, and takes all along
  fi
  while IFS=$'\t' read -r _ cgroup; do remove_cgroup "$cgroup"; done <"$dir/cgroups"
  rm -f "$dir/pid"
  ;;
enter)
  dir=$2
  shift 2
  read -r unshare _ <"$dir/pid"
  init=$(cat "/proc/$unshare/task/$unshare/children")
  exec nsenter -t "${init%% *}" -m -n -p -u -i -C "$@"
  ;;
esac
