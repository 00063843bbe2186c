#!/bin/bash
# usage: install.sh [HELM_ARGS...]     brings the cluster up, loads target/images/*.tar, installs charts/dormouse with these
# images by digest, and says how to use it; HELM_ARGS go to `helm upgrade --install`
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$here/../.." && pwd)
step=$checkout/bin/step
cluster=$here/cluster.sh

"$step" "cluster up" "$cluster" up
"$step" "load images" "$cluster" load "$checkout"/target/images/*.tar | tee "$checkout/target/images/loaded"
mapfile -t images < <(sed -n 's#^localhost/dormouse-\(operator\|broker\|sandbox\):dev \(.*\)#--set=images.\1=\2#p' "$checkout/target/images/loaded")
"$step" "install Dormouse" "$cluster" helm upgrade --install dormouse "$checkout/charts/dormouse" \
  --namespace dormouse-system --create-namespace --wait --timeout 120s "${images[@]}" "$@"
cat <<X

Dormouse runs in the namespace dormouse-system. To use the cluster:
  export KUBECONFIG=$("$cluster" kubeconfig) PATH=$("$cluster" bin):\$PATH
  kubectl get pods -A
To take it away: make cluster-down
X
