# No cluster. Sourced by cluster.sh.

no_cluster() {
  say "there is no cluster, so nothing to $1; the same task files run without one: dormouse run FILE.yaml"
  exit 3
}
none_up() { no_cluster "bring up"; }
none_down() { :; }
none_kubeconfig() { no_cluster "connect to"; }
none_load() { no_cluster "load images into"; }
none_exec() { no_cluster "enter"; }
none_build() { :; }
none_bin() { no_cluster "command"; }
