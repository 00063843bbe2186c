# The cluster of the kubeconfig's current context: not ours, so nothing of it is started, stopped or entered.
# Sourced by cluster.sh.

current_name() { kubectl config current-context 2>/dev/null || true; }
current_answers() { kubectl get --raw /readyz --request-timeout=5s >/dev/null 2>&1; }
current_is_local() { # only a cluster on this machine is taken unasked: tests kill pods and install definitions
  case $(kubectl config view --minify -o 'jsonpath={.clusters[0].cluster.server}' 2>/dev/null) in
  https://127.0.0.1[:/]* | https://localhost[:/]* | https://\[::1\]*) current_answers ;;
  *) false ;;
  esac
}

current_up() {
  current_answers || fail "the context $(current_name) does not answer"
  current_bin >/dev/null
  current_kubeconfig
  say "using the context $(current_name)"
}
current_down() { say "leaving the context $(current_name) as it is: uninstall with \`helm uninstall\`"; }
current_kubeconfig() {
  mkdir -p "${kubeconfig%/*}"
  [ -s "$kubeconfig" ] || (umask 077 && kubectl config view --minify --flatten --raw >"$kubeconfig")
}
current_load() { # can't be done from here, and may have been done already: says so and goes on
  say "how images get into $(current_name) is that cluster's own: \`kind load image-archive\`, \`k3d image import\`," \
    "\`minikube image load\`, a push to a registry it pulls from. Pods of these wait until they are there: $*"
}
current_exec() { fail "the nodes of $(current_name) can't be entered from here"; }
current_build() { :; }
current_bin() {
  command -v helm >/dev/null || fail "needs helm on the PATH"
  dirname "$(command -v kubectl)"
}
