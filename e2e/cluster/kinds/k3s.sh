# K3s in a container, where a Docker engine answers. Sourced by cluster.sh.
# Driven by Docker's own command line, not by Testcontainers: the cluster has to outlive the process that starts it.

k3s_image=docker.io/rancher/k3s:v1.34.6-k3s1
k3s_container=dormouse-${state##*/}

k3s_missing() { # prints why there can be none here, or nothing
  if ! command -v docker >/dev/null; then
    echo "there is no docker on the PATH"
  elif ! docker info >/dev/null 2>&1; then
    echo "no Docker engine answers"
  elif ! command -v helm >/dev/null || ! command -v kubectl >/dev/null; then
    echo "there is no kubectl or no helm on the PATH"
  fi
}

k3s_in() { docker exec "$k3s_container" "$@"; }

k3s_up() {
  local start=$SECONDS deadline=$((SECONDS + 300))
  if k3s_in true 2>/dev/null; then say "$k3s_container is up" && return; fi
  k3s_down # a stopped one
  say "starting $k3s_image as $k3s_container"
  docker run --detach --name "$k3s_container" --privileged --tmpfs /run --tmpfs /var/run --publish 127.0.0.1::6443 \
    "$k3s_image" server --disable=traefik,metrics-server,local-storage >/dev/null || { k3s_down && fail "docker run failed"; }
  until k3s_in kubectl -n kube-system wait --for=condition=Available deployment/coredns --timeout=1s >/dev/null 2>&1 &&
    k3s_in kubectl get serviceaccount default >/dev/null 2>&1; do
    if [ "$SECONDS" -gt "$deadline" ] || ! k3s_in true 2>/dev/null; then
      docker logs --tail 20 "$k3s_container" >&2
      k3s_down
      fail "$k3s_container did not come up; the last lines of its log are above"
    fi
    sleep 0.5
  done
  k3s_load "$state"/images/*.tar
  k3s_kubeconfig
  say "$k3s_container up in $((SECONDS - start)) s"
}

k3s_down() { docker rm --force --volumes "$k3s_container" >/dev/null 2>&1 || true; }

k3s_kubeconfig() {
  local address
  address=$(docker port "$k3s_container" 6443/tcp | head -n 1) || fail "$k3s_container is not up: $here/cluster.sh up"
  mkdir -p "${kubeconfig%/*}"
  (umask 077 && k3s_in cat /etc/rancher/k3s/k3s.yaml | sed "s#https://127.0.0.1:6443#https://$address#" >"$kubeconfig")
}

k3s_load() {
  local archive
  for archive in "$@"; do
    if ! k3s_in true 2>/dev/null; then
      mkdir -p "$state/images" && cp -t "$state/images" "$archive" && continue
    fi
    [ -e "$archive" ] || continue
    docker cp "$archive" "$k3s_container:/${archive##*/}" >/dev/null
    docker exec -i "$k3s_container" sh -s "/${archive##*/}" <"$here/node/import.sh"
    k3s_in rm "/${archive##*/}"
  done
}

k3s_exec() { exec docker exec -i "$k3s_container" "$@"; }
k3s_build() { :; }
k3s_bin() { dirname "$(command -v helm)"; }
