#!/bin/bash
# Checks that the node is what the tests take it for, on a node of its own; one line per check, code 1 if one is wrong.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export DORMOUSE_NODE_NAME=check
cluster() { "$here/cluster.sh" "$@"; }
k() { "$kubectl" --kubeconfig="$kubeconfig" "$@" 2>&1; }
wrong=0
has() { # WHAT ACTUAL EXPECTED_PART
  case $2 in
  *"$3"*) echo "ok     $1" ;;
  *) echo "WRONG  $1: no [$3] in [$2]" && wrong=1 ;;
  esac
}
is() { has "$1" "[$2]" "[$3]"; }
ends() { # POD PHASE
  local said
  said=$(k wait --for=jsonpath='{.status.phase}'="$2" "pod/$1" "${@:3}" --timeout=30s) || has "$1 ends" "$said" "condition met"
}

machine() { # what a node could leave behind
  ls -d /sys/fs/cgroup/*/dormouse-check-* 2>/dev/null
  grep -c . /proc/mounts
  ip -o link | cut -d: -f2
  nft list ruleset | cksum
  sysctl vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys net.ipv4.ip_forward
  grep -l -a "[d]ormouse/check-" /proc/[0-9]*/cmdline 2>/dev/null
}

[ "$(cluster choose)" = node ] || { echo "check: not for this cluster, it is not ours" && exit 0; }
cluster build
before=$(machine)
trap 'cluster down' EXIT
cluster up || exit 1
kubectl=$(cluster bin)/kubectl kubeconfig=$(cluster kubeconfig)

k apply --server-side -f "$here/check.yaml" >/dev/null
k wait --for=condition=Ready pod/web pod/other --timeout=30s >/dev/null
k apply --server-side -f "$here/check-pods.yaml" >/dev/null

range() { printf 'apiVersion: check.test/v1\nkind: Range\nmetadata: {name: r%s}\nspec: {min: %s, max: %s}\n' "$1" "$1" "$2" | k apply --server-side -f -; }
has "server version" "$(k version)" "Server Version: v1.34"
has "CEL rule refuses" "$(range 3 1)" "min must be <= max"
has "CEL rule accepts" "$(range 1 3)" serverside-applied
has "ValidatingAdmissionPolicy refuses" "$(k run latest --image=localhost/box:latest)" "denied request: no :latest"
has "PodSecurity restricted refuses" "$(k -n restricted run loose --image=localhost/box:1)" "violates PodSecurity"
is "a bare ServiceAccount may not list pods" "$(k auth can-i list pods --as=system:serviceaccount:default:nobody)" no
big() { head -c "$1" /dev/zero | tr '\0' x | k create configmap "big-$1" --from-file=x=/dev/stdin; }
has "a ConfigMap of 1 MiB is taken" "$(big 1048500)" created
has "a larger one is refused" "$(big 1048600)" "Too long"
k create configmap fenced >/dev/null
version=$(k get configmap fenced -o jsonpath='{.metadata.resourceVersion}')
write() { printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: fenced, resourceVersion: "%s"}\ndata: {writer: "%s"}\n' "$version" "$1" | k replace -f -; }
has "a write on the right version is taken" "$(write 1)" replaced
has "a write on an old version is refused" "$(write 2)" Conflict

ends free Succeeded
has "pod, service, DNS" "$(k logs free)" "web from"
ends first-packet Failed
has "denied egress stays denied from the first packet" "$(k logs first-packet)" FAIL
ends jailed Succeeded
has "denied egress to another service" "$(k logs jailed)" FAIL
has "allowed egress by name" "$(k logs jailed)" "web from"
k wait --for=condition=Ready pod/jailed-server pod/token --timeout=30s >/dev/null
has "denied ingress" "$(k exec web -- box get "http://$(k get pod jailed-server -o jsonpath='{.status.podIP}'):8080/" 1)" FAIL
ends tight Succeeded -n restricted
tight=$(k -n restricted logs tight)
has "not root" "$tight" uid=1000
has "read-only root" "$tight" "root is read-only"
has "no capabilities" "$tight" $'CapBnd:\t0000000000000000'
has "seccomp filter" "$tight" $'Seccomp:\t2'
has "no token" "$tight" "/var/run/secrets: No such file"
ends oom Failed
reason() {
  local path='{.status.containerStatuses[0].state.terminated.reason}'
  k wait --for=jsonpath="$path"=OOMKilled pod/oom --timeout=60s >/dev/null
  k get pod oom -o jsonpath="$path"
}
why=$(reason)
if [ "$why" != OOMKilled ]; then # the news of the end may overtake that of its reason: once more
  k delete pod oom --now >/dev/null
  k apply --server-side -f "$here/check-pods.yaml" >/dev/null
  ends oom Failed
  why=$(reason)
fi
is "memory limit kills" "$why" OOMKilled
token=$(k exec token -- cat /token/token)
review() {
  printf '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"%s","audiences":["%s"]}}' "$token" "$1" |
    k create -f - -o jsonpath='{.status.authenticated}{.status.user.username}'
}
is "TokenReview of a projected token" "$(review check.test)" truesystem:serviceaccount:default:nobody
is "the same for another audience" "$(review other.test)" ""
cluster exec sh -c 'kill -9 $(pgrep -fx "sleep 3599")'
k wait --for=jsonpath='{.status.containerStatuses[0].restartCount}'=1 pod/token --timeout=30s >/dev/null
is "a process killed from the node" "$(k get pod token -o jsonpath='{.status.containerStatuses[0].lastState.terminated.exitCode}')" 137
digest=$(cluster load "$(cluster bin)/../images/box.tar" | cut -d' ' -f2)
k run by-digest --image="$digest" --restart=Never --command -- true >/dev/null
ends by-digest Succeeded
has "an image loaded, named by digest" "$(k get pod by-digest -o jsonpath='{.status.phase} {.spec.containers[0].image}')" "Succeeded localhost/box@sha256:"

cluster down
trap - EXIT
is "nothing left behind" "$(machine)" "$before"
exit $wrong
