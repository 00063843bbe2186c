# A node on this machine, out of node/ and what build/ builds. Sourced by cluster.sh.

node_packages=(containerd runc containernetworking-plugins nftables iptables tini busybox-static iproute2 openssl)
node_tools=(containerd runc nft iptables tini busybox ip openssl unshare nsenter flock)

# The name of the cache is the hash of all that goes in, so it is never stale; builds of other versions stay beside it.
node_cache() {
  local hash
  hash=$(cd "$here/build" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)
  echo "${XDG_CACHE_HOME:-$HOME/.cache}/dormouse/cluster/$hash"
}

node_missing() { # prints why there can be no node here, or nothing
  local minor
  minor=$(go version 2>/dev/null | sed -n 's/.*go1\.\([0-9]*\).*/\1/p')
  if [ "$(uname -sm)" != "Linux x86_64" ]; then
    echo "this is not Linux x86_64"
  elif [ "$(id -u)" != 0 ]; then
    echo "this user is not root"
  elif [ "${minor:-0}" -lt 24 ] && ! [ -d "$(node_cache)" ]; then
    echo "there is no Go, 1.24 or later, on the PATH to build it with"
  elif [ -n "$(node_lacks)" ] && ! command -v apt-get >/dev/null; then
    echo "there is no $(node_lacks) and no apt-get to install it"
  elif [ -f /sys/fs/cgroup/cgroup.events ] || ! [ -w /sys/fs/cgroup/memory -o -w /sys/fs/cgroup/cgroup.subtree_control ]; then
    echo "the cgroups here are a container's or read-only"
  elif ! unshare --mount --net --pid --fork true 2>/dev/null; then
    echo "this process may not make namespaces"
  fi
}

node_lacks() { # prints the first tool that isn't installed
  local tool
  for tool in "${node_tools[@]}"; do command -v "$tool" >/dev/null || { echo "$tool" && return; }; done
  [ -x /usr/lib/cni/ptp ] || [ -x /opt/cni/bin/ptp ] || echo "CNI plugins"
}

node_install() {
  local start=$SECONDS
  [ -n "$(node_lacks)" ] || return 0
  say "no $(node_lacks): installing ${node_packages[*]}"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${node_packages[@]}"; } >"$1" 2>&1 ||
    { cat "$1" >&2 && fail "apt-get failed"; }
  say "installed in $((SECONDS - start)) s"
}

node_build() {
  local cache all start=$SECONDS
  cache=$(node_cache) all=${cache%/*}
  [ ! -d "$cache" ] || return 0
  mkdir -p "$all"
  exec 7>"$all/lock"
  flock 7 # somebody else's build is as good
  [ ! -d "$cache" ] || return 0
  node_install "$all/apt.log"
  say "building Kubernetes, CoreDNS and Helm into $cache: 5 minutes or more the first time"
  rm -rf "$all/half" # of a build that was killed
  "$here/build/build.sh" "$all/half" >"$all/build.log" 2>&1 || { tail -n 20 "$all/build.log" >&2 && fail "the build failed"; }
  mv -T "$all/half" "$cache"
  flock -u 7
  say "built in $((SECONDS - start)) s"
}

node_bin() { echo "$(node_cache)/bin"; }

node_is_up() { [ -f "$state/pid" ] && "$here/node/node.sh" alive "$state"; }

node_up() {
  local cache start
  if node_is_up; then say "node $name is up" && return; fi
  node_build
  cache=$(node_cache)
  [ ! -f "$state/pid" ] || node_down # it died
  start=$(date +%s%N)
  "$here/node/pki.sh" "$state/pki" "$name" 192.168.77.1 10.96.0.1
  "$here/node/node.sh" start "$name" "$state" "$cache" 7>&- 8>&-
  node_await address test -s "$state/address"
  node_kubeconfig
  node_await API node_kubectl get --raw /readyz
  node_await "a first node" node_kubectl wait --for=condition=Ready "node/$name" --timeout=1s
  node_await DNS node_kubectl -n kube-system wait --for=condition=Available deployment/coredns --timeout=1s
  node_await "a first ServiceAccount" node_kubectl get serviceaccount default
  say "node $name up in $((($(date +%s%N) - start) / 1000000)) ms, API at https://$(cat "$state/address")"
}
node_kubectl() { "$(node_bin)/kubectl" --kubeconfig="$kubeconfig" "$@"; }

node_await() { # WHAT COMMAND...
  local what=$1 deadline=$((SECONDS + 120))
  shift
  until "$@" >/dev/null 2>&1; do
    if ! node_is_up || [ "$SECONDS" -gt "$deadline" ]; then
      tail -n 5 "$state"/log/*.log >&2
      node_down
      fail "node $name, no $what; the last lines of its logs are above"
    fi
    sleep 0.1
  done
}

node_down() {
  local start
  start=$(date +%s%N)
  "$here/node/node.sh" stop "$state"
  rm -rf "$checkout/target/cluster/$name"
  mkdir -p "$checkout/target/cluster"
  [ ! -d "$state/log" ] || mv "$state/log" "$checkout/target/cluster/$name"
  rm -rf "${state:?}"/{pki,etcd,kubelet,containerd,var-log,images,address,cgroups,kind}
  say "node $name gone in $((($(date +%s%N) - start) / 1000000)) ms, its logs are in target/cluster/$name"
}

node_kubeconfig() {
  node_is_up || fail "node $name is not up: $here/cluster.sh up"
  mkdir -p "${kubeconfig%/*}"
  (umask 077 && sed "s#https://[^\"]*#https://$(cat "$state/address")#" "$state/pki/admin.kubeconfig" >"$kubeconfig.$$")
  mv "$kubeconfig.$$" "$kubeconfig"
}

node_exec() {
  node_is_up || fail "node $name is not up: $here/cluster.sh up"
  PATH=$(node_bin):$PATH exec "$here/node/node.sh" enter "$state" "$@"
}

node_load() {
  local archives
  archives=$(realpath -e "$@")
  if node_is_up; then
    "$here/node/node.sh" enter "$state" "$here/node/import.sh" $archives
  else
    mkdir -p "$state/images"
    cp -t "$state/images" $archives
  fi
}
