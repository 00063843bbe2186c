#!/bin/bash
# The cluster of the demo and the tests, whatever it is made of, behind one interface. Works from any directory.
#
#   cluster.sh choose             prints the kind of cluster this machine gets, and on stderr the reason
#   cluster.sh up                 brings it up, or finds it up; prints what it does and how long that takes
#   cluster.sh down               takes it away with all it left; a node's logs stay in target/cluster/NAME
#   cluster.sh kubeconfig         prints the path of its kubeconfig file (target/kubeconfig)
#   cluster.sh load IMAGE.tar...  makes images (docker-archives) known to it, before or after `up`; prints of each,
#                                 once it is up, "NAME NAME@DIGEST": pods may use either, with imagePullPolicy: Never;
#                                 with `current` it only says what is to be done
#   cluster.sh kubectl ARGS...    kubectl for it
#   cluster.sh helm ARGS...       Helm for it
#   cluster.sh exec COMMAND...    runs a command as root inside its node, where `ps` shows what runs in the pods and
#                                 `ctr -n k8s.io task ls` gives the process id of each container
#   cluster.sh build              only builds what `up` needs (`node`: 6 minutes on two cores, once per machine)
#   cluster.sh bin                prints the directory with kubectl and helm, after `build`
#
# Kinds: node     Kubernetes on this machine, in namespaces of its own (node/)
#        k3s      K3s in a container, where a Docker engine answers
#        current  the cluster of the kubeconfig's current context
#        none     no cluster: `up` says so and ends with code 3
# DORMOUSE_CLUSTER=node|k3s|current|none forces one. DORMOUSE_NODE_NAME=NAME gives a further node beside the first one,
# which is `dormouse`; each checkout has nodes of its own.
# DORMOUSE_APISERVER_FLAGS="--FLAG=VALUE ..." are added to the kube-apiserver of a node.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$here/../.." && pwd)
name=${DORMOUSE_NODE_NAME:-dormouse}
state=${XDG_STATE_HOME:-$HOME/.local/state}/dormouse/$name-$(cksum <<<"$checkout" | cut -d' ' -f1)
kubeconfig=$checkout/target/kubeconfig
[ "$name" = dormouse ] || kubeconfig+=-$name
say() { echo "cluster: $*" >&2; }
fail() { say "$*"; exit 1; }
for script in choose node k3s current none; do . "$here/kinds/$script.sh"; done

kind() { # of the cluster that is up, else of the one that would be
  local up
  up=$(cat "$state/kind" 2>/dev/null) || { choose && return; }
  [ "${DORMOUSE_CLUSTER:-$up}" = "$up" ] || fail "DORMOUSE_CLUSTER=$DORMOUSE_CLUSTER, but a $up is up: cluster.sh down first"
  echo "$up"
}

verb=${1:-help}
shift || true
case $verb in
choose) choose ;;
up)
  kind=$(kind)
  mkdir -p "$state" "$checkout/target"
  exec 8>"$state/lock"
  flock 8
  "${kind}_up"
  echo "$kind" >"$state/kind"
  ;;
down)
  [ -d "$state" ] || exit 0
  kind=$(kind)
  "${kind}_down"
  rm -rf "$state" "$kubeconfig"
  ;;
kubeconfig)
  kind=$(kind)
  "${kind}_kubeconfig"
  echo "$kubeconfig"
  ;;
kubectl | helm)
  kind=$(kind)
  "${kind}_kubeconfig"
  KUBECONFIG=$kubeconfig PATH=$("${kind}_bin"):$PATH exec "$verb" "$@"
  ;;
load | exec | build | bin)
  kind=$(kind)
  "${kind}_$verb" "$@"
  ;;
*)
  sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"
  [ "$verb" = help ]
  ;;
esac
