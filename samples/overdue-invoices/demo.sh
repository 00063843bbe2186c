#!/bin/bash
# usage: demo.sh     the sample from start to end. On a cluster if this machine can have one, else with `dormouse run`.
# Takes away all it started; KEEP=1 leaves the cluster up, with the sample in it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$here/../.." && pwd)
cluster=$checkout/e2e/cluster/cluster.sh
step=$checkout/bin/step
task=overdue-invoices
say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
kubectl() { "$cluster" kubectl -n invoices "$@"; }
mails() { kubectl get --raw /api/v1/namespaces/invoices/services/mail:8025/proxy/messages; }

build() {
  if [ "$1" = none ]; then
    "$step" "build" "$checkout/bin/maven" -q install -DskipTests
    return
  fi
  "$cluster" build & # Kubernetes itself, while Maven works; minutes on a fresh machine, nothing on the next run
  local binaries=$!
  "$step" "build" "$checkout/bin/maven" -q install -DskipTests
  "$step" "the images of Dormouse" "$checkout/executor-image/images.sh"
  "$step" "the image of the sample" "$here/image.sh" "$checkout/target/images/sample.tar"
  wait $binaries
}

watch() { # PHASE...    prints the task's line whenever it changes, until its phase is one of these
  local line last=
  while true; do
    line=$(kubectl get agenttask $task --no-headers 2>/dev/null || true)
    [ "$line" = "$last" ] || printf '%s  %s\n' "$(date +%T)" "$line"
    last=$line
    case " $* " in *" $(awk '{print $2}' <<<"$line") "*) [ -z "$(kubectl get pods -l dormouse.dev/task=$task -o name --field-selector=status.phase=Running)" ] && return ;; esac
    sleep 0.3
  done
}

turns() { # prints what came of each turn
  kubectl get agenttask $task -o go-template='{{range .status.turns}}  {{.name}}: {{.phase}}{{with .toolCalls}}, {{.}} calls{{end}}{{with .effects}}, {{.}} effects{{end}}{{with .message}}, {{.}}{{end}}
{{end}}'
  kubectl get agenttask $task -o jsonpath='{range .status.turns[*]}  {.name} returned {.result}{"\n"}{end}'
}

pods() {
  local found
  found=$(kubectl get pods -l dormouse.dev/task=$task --no-headers --ignore-not-found)
  echo "${found:-  none: the task sleeps, its variables are in the ConfigMap $task-state}"
}

on_cluster() {
  trap '[ -n "${KEEP:-}" ] || "$cluster" down' EXIT
  "$step" "a cluster" "$cluster" up
  "$step" "load images" "$cluster" load "$checkout"/target/images/*.tar >/dev/null
  kubectl apply -f "$here/k8s" >/dev/null
  "$step" "install Dormouse" "$cluster" helm upgrade --install dormouse "$checkout/charts/dormouse" \
    --namespace dormouse-system --create-namespace --set 'namespaces={default,invoices}' --wait --timeout 180s >/dev/null
  kubectl wait --for=condition=Available deployment --all --timeout=120s >/dev/null

  say "kubectl apply -f samples/overdue-invoices/task.yaml"
  kubectl apply -f "$here/task.yaml"
  watch Completed Failed AwaitingDecision
  say "What came of it"
  turns
  say "Mails that arrived: $(mails | grep -o '"to"' | wc -l); the first three"
  mails | head -c 100000 | grep -o '"subject":"[^"]*"' | head -n 3
  say "Its pods now"
  pods

  say "A turn more: kubectl apply -f samples/overdue-invoices/task-with-follow-up.yaml"
  kubectl apply -f "$here/task-with-follow-up.yaml"
  kubectl wait agenttask/$task --for=jsonpath='{.status.turns[1].phase}'=Completed --timeout=120s >/dev/null
  watch Completed Failed AwaitingDecision
  say "It ran in a new pod, epoch $(kubectl get agenttask $task -o jsonpath='{.status.epoch}'), and saw the variables of the first"
  turns
  say "Mails that arrived, still: $(mails | grep -o '"to"' | wc -l)"
  if [ -n "${KEEP:-}" ]; then
    say "The cluster stays up: export KUBECONFIG=$("$cluster" kubeconfig) PATH=$("$cluster" bin):\$PATH"
    echo "To take it away: make cluster-down"
  fi
}

on_this_machine() {
  local lib=$here/target/sample/lib java work
  java=$("$checkout/bin/java-home")/bin/java
  work=$(mktemp -d)
  "$java" -cp "$lib/*" dev.dormouse.samples.mail.Mail >"$work/mail.log" 2>&1 &
  local mail=$!
  BOOKS_TOKEN=demo-books-4f1c9e7a20b8d365 BOOKS_DB=$work/books.sqlite \
    "$java" -cp "$lib/*" dev.dormouse.samples.books.Books >"$work/books.log" 2>&1 &
  trap "kill $mail $! 2>/dev/null; rm -rf '$work'" EXIT
  say "dormouse run samples/overdue-invoices/local.yaml"
  "$checkout/bin/dormouse" run "$here/local.yaml" --state "$work/state"
  say "A turn more: dormouse run samples/overdue-invoices/local-with-follow-up.yaml"
  "$checkout/bin/dormouse" run "$here/local-with-follow-up.yaml" --state "$work/state"
  say "Mails that arrived: $(curl -s http://127.0.0.1:8025/messages | grep -o '"to"' | wc -l)"
}

kind=$("$cluster" choose)
build "$kind"
if [ "$kind" = none ]; then on_this_machine; else on_cluster; fi
