# Which kind of cluster this machine gets. Sourced by cluster.sh.

choose() { # prints the kind, and on stderr the reason
  local missing
  case ${DORMOUSE_CLUSTER:-} in
  node)
    missing=$(node_missing)
    [ -z "$missing" ] || fail "DORMOUSE_CLUSTER=node, but $missing"
    chosen node "DORMOUSE_CLUSTER says so"
    ;;
  current | none) chosen "$DORMOUSE_CLUSTER" "DORMOUSE_CLUSTER says so" ;;
  ?*) fail "DORMOUSE_CLUSTER=$DORMOUSE_CLUSTER is not one of node, current, none" ;;
  *)
    missing=$(node_missing)
    if [ -z "$missing" ]; then
      chosen node "this machine can run one: Linux x86_64, root, Go or binaries built before"
    elif current_is_local; then
      chosen current "$(current_name) answers and is this machine's own; a node of ours is not possible, $missing"
    elif [ -n "$(current_name)" ] && current_answers; then
      chosen none "a node is not possible, $missing; $(current_name) answers but may be anybody's: DORMOUSE_CLUSTER=current takes it"
    else
      chosen none "a node is not possible, $missing, and no kubeconfig has a context that answers"
    fi
    ;;
  esac
}

chosen() {
  say "$1, because $2"
  echo "$1"
}
