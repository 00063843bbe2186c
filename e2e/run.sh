#!/bin/bash
# usage: run.sh [TEST_PATTERN]      the stories: those of `dormouse run` always, those of the node where there can be one
#
# TEST_PATTERN is a class or class#method, with *: `run.sh SampleTest`. Wants what `make build` makes. Takes away all it
# started, even when interrupted; KEEP=1 leaves the node up for the next call, which finds it. Logs and reports are in
# target/cluster, e2e/target/*.log and e2e/target/surefire-reports.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$here/.." && pwd)
pattern=${1:-*Test}
cluster=$here/cluster/cluster.sh
step=$checkout/bin/step
suites=(node faults walls)                         # packages that want a cluster
namespaces=(invoices stories servers faults walls brief) # where their tasks run, beside `default`; suites don't share

fail() { echo "run.sh: $*" >&2; exit 1; }
has() { compgen -G "$here/src/test/java/dev/dormouse/e2e/$1/${pattern%%#*}.java" >/dev/null; }

stories() { # WHAT PACKAGE...
  local tests
  tests=$(printf ',dev/dormouse/e2e/%s/'"$pattern" "${@:2}")
  "$step" "$1" "$checkout/bin/maven" -pl e2e test -Dtest="${tests:1}" -Dsurefire.failIfNoSpecifiedTests=false
}

first_run() { # makes the caches, so that no story has to wait for them
  local folder
  folder=$(mktemp -d)
  printf '%s\n' 'apiVersion: dormouse.dev/v1alpha1' 'kind: AgentTask' 'metadata: {name: first}' \
    'spec: {turns: [{name: one, code: "return 1"}]}' >"$folder/task.yaml"
  echo "==> the AOT caches of dormouse run"
  "$checkout/bin/dormouse" run "$folder/task.yaml" >/dev/null
  rm -rf "$folder"
}

node_up() {
  "$step" "the images of Dormouse" "$checkout/executor-image/images.sh"
  "$step" "the image of the sample" "$checkout/samples/overdue-invoices/image.sh" "$checkout/target/images/sample.tar"
  "$step" "the image of third-party servers" "$here/servers/images.sh" "$checkout/target/images/servers.tar"
  trap node_down EXIT
  trap 'exit 130' INT TERM
  "$step" "a node" "$cluster" up
  printf 'apiVersion: v1\nkind: Namespace\nmetadata: {name: %s}\n---\n' "${namespaces[@]}" | "$cluster" kubectl apply -f - >/dev/null
  "$here/cluster/install.sh" --set "namespaces={default$(printf ',%s' "${namespaces[@]}")}"
}

node_down() {
  mkdir -p "$here/target"
  "$cluster" kubectl get events -A --sort-by=.metadata.creationTimestamp >"$here/target/events.log" 2>&1 || true
  "$cluster" kubectl -n dormouse-system logs deployment/dormouse-operator --tail=-1 >"$here/target/operator.log" 2>&1 || true
  [ -n "${KEEP:-}" ] || "$step" "node down" "$cluster" down
}

for suite in "${suites[@]}"; do if has "$suite"; then wanted+=("$suite"); fi; done
[ -n "${wanted:-}" ] || has run || fail "no test is named $pattern"
for made in executor-image/{broker,sandbox}/target/lib operator/cli/target/lib operator/controller/target/quarkus-app \
  samples/overdue-invoices/target/sample/lib; do
  [ -d "$checkout/$made" ] || fail "$made is missing; run: make build"
done

if has run; then
  first_run
  stories "stories of dormouse run" run
fi
[ -n "${wanted:-}" ] || exit 0
if [ "$("$cluster" choose)" = none ]; then
  echo "==> NOT RUN, for there is no cluster here: the stories of ${wanted[*]}; the line above says why"
  exit 0
fi
node_up
stories "stories on the node: ${wanted[*]}" "${wanted[@]}"
