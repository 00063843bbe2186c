#!/bin/bash
# usage: bench.sh [RUNS]     API writes, times and memory of the sample's task, and the starts of evaluators, as a table;
#                            RUNS warm runs, by default 5
#
# On a node of its own, taken away at the end, with an audit log from which everything is counted and timed. Wants what
# `make build` makes. What is measured and how stands above the table; the log and the table stay in target/bench.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$here/.." && pwd)
cluster=$here/cluster/cluster.sh
step=$checkout/bin/step
runs=${1:-5}
out=$checkout/target/bench
kubectl() { "$cluster" kubectl -n invoices "$@"; }

if [ "$("$cluster" choose)" != node ]; then
  echo "bench: needs a node of its own, for its audit log; there can be none here" >&2
  exit 3
fi
export DORMOUSE_CLUSTER=node DORMOUSE_NODE_NAME=${DORMOUSE_NODE_NAME:-bench}
export DORMOUSE_APISERVER_FLAGS="--audit-policy-file=$here/bench/audit.yaml --audit-log-path=$out/audit.log --audit-log-maxsize=1000"
rm -rf "$out"
mkdir -p "$out"

task() { # NAME    applies the sample's task under this name and waits for its end
  sed "s/{name: overdue-invoices,/{name: $1,/" "$checkout/samples/overdue-invoices/task.yaml" | kubectl apply -f - >/dev/null
  kubectl wait "agenttask/$1" --for=jsonpath='{.status.phase}'=Completed --timeout=180s >/dev/null
}

gone() { kubectl wait pod -l "dormouse.dev/task=$1" --for=delete --timeout=60s >/dev/null 2>&1 || true; }

memory() { # of each process of the pod, as it is now: NAME RESIDENT_KB PEAK_KB
  "$cluster" exec bash -c 'exec 2>/dev/null # processes come and go
    for directory in /proc/[0-9]*; do
      [ $directory != /proc/$$ ] || continue
      case $(tr "\0" " " 2>/dev/null <$directory/cmdline) in
      *@/app/broker.args*) name=broker ;;
      *@/app/sandbox.args*) name=supervisor ;;
      *sandbox.main.Evaluator*) name=evaluator ;;
      *@/app/operator.args*) name=operator ;;
      *) continue ;;
      esac
      awk -v name=$name "/^VmRSS/ {rss=\$2} /^VmHWM/ {peak=\$2} END {print name, rss, peak}" $directory/status
    done'
}

java_home=$("$checkout/bin/java-home")
# Before there is a node, which would take processor time.
"$step" "starts of evaluators" "$checkout/executor-image/bench.sh" >"$out/evaluators" || { cat "$out/evaluators" >&2; exit 1; }
"$step" "the images of Dormouse" "$checkout/executor-image/images.sh" >/dev/null
"$step" "the image of the sample" "$checkout/samples/overdue-invoices/image.sh" "$checkout/target/images/sample.tar" >/dev/null
trap '"$cluster" down' EXIT
"$step" "a node" "$cluster" up
kubectl apply -f "$checkout/samples/overdue-invoices/k8s" >/dev/null
"$here/cluster/install.sh" --set 'namespaces={default,invoices}' >"$out/install.log" 2>&1 || { cat "$out/install.log" >&2; exit 1; }
kubectl wait --for=condition=Available deployment --all --timeout=180s >/dev/null

before=$(uptime)
for n in $(seq 0 "$runs"); do
  echo "bench: run $n" >&2
  task "bench-$n"
  gone "bench-$n"
done
task bench-memory &
running=$!
while kill -0 $running 2>/dev/null; do memory; done |
  awk '{if ($2 > rss[$1]) rss[$1] = $2; if ($3 > peak[$1]) peak[$1] = $3} END {for (name in rss) print name, rss[name], peak[name]}' |
  sort >"$out/memory"
wait $running
"$cluster" exec busybox wget -qO- --header 'Authorization: Bearer demo-books-4f1c9e7a20b8d365' \
  "http://$(kubectl get pod -l app=books -o jsonpath='{.items[0].status.podIP}'):8080/admin/received" >"$out/received.json"
"$cluster" kubectl -n dormouse-system scale deployment/dormouse-operator --replicas=0 >/dev/null # it would write, too
"$cluster" kubectl -n dormouse-system wait pod --all --for=delete --timeout=60s >/dev/null
exec 3< <(exec "$("$cluster" bin)/kubectl" --kubeconfig="$("$cluster" kubeconfig)" proxy --port=0)
proxy=$!
read -r -u 3 line # Starting to serve on ADDRESS
trap 'kill $proxy 2>/dev/null || true; "$cluster" down' EXIT
{
  echo "Machine: $(nproc) cores; load before:${before##*load average:}; after:$(uptime | sed 's/.*load average://')"
  "$java_home/bin/java" -cp "$checkout/executor-image/broker/target/lib/*" \
    "$here/src/test/java/dev/dormouse/e2e/bench/Report.java" "$out"
  "$java_home/bin/java" -cp "$checkout/executor-image/broker/target/lib/*" \
    "$here/src/test/java/dev/dormouse/e2e/bench/Admission.java" "http://${line##* }"
  echo
  grep -v '^==>' "$out/evaluators"
} | tee "$out/table.txt"
