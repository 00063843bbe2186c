# Which kind of cluster this machine gets. Sourced by cluster.sh.

choose() { # prints the kind, and on stderr the reason
  local no_node no_k3s missing
  case ${DORMOUSE_CLUSTER:-} in
  "") ;;
  node | k3s)
    missing=$("${DORMOUSE_CLUSTER}_missing")
    [ -z "$missing" ] || fail "DORMOUSE_CLUSTER=$DORMOUSE_CLUSTER, but $missing"
    chosen "$DORMOUSE_CLUSTER" "DORMOUSE_CLUSTER says so"
    return
    ;;
  current | none) chosen "$DORMOUSE_CLUSTER" "DORMOUSE_CLUSTER says so" && return ;;
  *) fail "DORMOUSE_CLUSTER=$DORMOUSE_CLUSTER is not one of node, k3s, current, none" ;;
  esac
  no_node=$(node_missing)
  [ -n "$no_node" ] || { chosen node "this machine can run one: Linux x86_64, root, Go or binaries built before" && return; }
  no_k3s=$(k3s_missing)
  if [ -z "$no_k3s" ]; then
    chosen k3s "a Docker engine answers; no node of our own, as $no_node"
  elif current_is_local; then
    chosen current "$(current_name) answers and is this machine's own; no node of our own, as $no_node; no k3s, as $no_k3s"
  elif [ -n "$(current_name)" ] && current_answers; then
    chosen none "no node, as $no_node; no k3s, as $no_k3s; $(current_name) answers but may be anybody's: DORMOUSE_CLUSTER=current takes it"
  else
    chosen none "no node, as $no_node; no k3s, as $no_k3s; and no kubeconfig has a context that answers"
  fi
}

chosen() {
  say "$1, because $2"
  echo "$1"
}
