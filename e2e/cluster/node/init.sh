#!/bin/bash
# usage: init.sh NODE DIR CACHE     the node's first script, inside its namespaces (tini is pid 1); ends when any daemon ends
set -euo pipefail
name=$1 dir=$2 cache=$3
here=$(cd "$(dirname "$0")" && pwd)
bin=$cache/bin pki=$dir/pki ip=192.168.77.1
export PATH=$bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
start=$(date +%s%N)
say() { echo "$((($(date +%s%N) - start) / 1000000)) ms: $*"; }
trap 'say "failed: $BASH_COMMAND"' ERR
run() { # LOG COMMAND...
  local log=$1
  shift
  "$@" >"$dir/log/$log.log" 2>&1 &
}

# --- Mounts: a /run, /sys and cgroups of its own; nothing propagates out
mount --make-rshared /
mount -t sysfs sysfs /sys
if grep -q ^unified "$dir/cgroups"; then # in this cgroup namespace the node's own directory is the root
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
  until [ -d /sys/fs/cgroup/node ] && ! grep -qx 0 /sys/fs/cgroup/cgroup.procs; do sleep 0.02; done # see step_aside
  for pid in $(cat /sys/fs/cgroup/cgroup.procs); do echo "$pid" >/sys/fs/cgroup/node/cgroup.procs 2>/dev/null || true; done
  for controller in $(cat /sys/fs/cgroup/cgroup.controllers); do echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control; done
else
  mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
  for controller in $(cut -f1 "$dir/cgroups"); do
    mkdir "/sys/fs/cgroup/$controller"
    options=$controller
    [ "$controller" != systemd ] || options=none,name=systemd
    mount -t cgroup -o "$options" cgroup "/sys/fs/cgroup/$controller"
  done
fi
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/netns /run/lock /run/cni/bin /run/cni/net.d "$dir"/{kubelet,containerd,var-log,log}
mkdir -p /var/lib/kubelet /var/lib/cni /var/lib/containerd
mount --bind "$dir/kubelet" /var/lib/kubelet
mount --bind "$dir/containerd" /var/lib/containerd
mount --bind "$dir/var-log" /var/log
mount -t tmpfs tmpfs /var/lib/cni
# The kubelet sets six sysctls which are the whole machine's: it is shown the values it wants instead.
while read -r key value; do
  echo "$value" >"/run/sysctl-${key//\//-}"
  mount --bind "/run/sysctl-${key//\//-}" "/proc/sys/$key"
done <<X
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
X
mkdir /run/proc
mount -t proc proc /run/proc # one with nothing mounted over it: without, no user namespace may mount its own
: >/run/resolv.conf
hostname "$name"

# --- Network: a bridge stands for the wire the node is on
ip link set lo up
ip link add br0 type bridge
ip addr add "$ip/24" dev br0
ip link set br0 up
sysctl -qw net.ipv4.ip_forward=1
ip route add unreachable default metric 4278198272
ip route add 10.96.0.0/16 dev br0 src "$ip" # the node's own calls to services need a route before DNAT sees them (webhooks)

# --- containerd and CNI
for directory in /usr/lib/cni /opt/cni/bin; do # Debian's place, everybody else's
  [ ! -x "$directory/ptp" ] || ln -s "$directory"/{ptp,host-local,portmap,loopback} /run/cni/bin/
done
ln -s "$bin/netpol" /run/cni/bin/netpol
cat >/run/cni/net.d/10-node.conflist <<X
{"cniVersion":"0.4.0","name":"node","plugins":[
 {"type":"ptp","ipMasq":false,"mtu":1500,"ipam":{"type":"host-local","dataDir":"/run/cni/ipam",
  "ranges":[[{"subnet":"10.244.1.0/24"}]],"routes":[{"dst":"0.0.0.0/0"}]}},
 {"type":"portmap","capabilities":{"portMappings":true}},
 {"type":"netpol"}]}
X
# restrict_oom_score_adj: without CAP_SYS_RESOURCE runc fails otherwise, with a message that says nothing.
# enable_unprivileged_ports: CoreDNS listens on port 53 and isn't root.
cat >/run/containerd.toml <<X
version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs", "io.containerd.internal.v1.opt", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  disable_apparmor = true
  restrict_oom_score_adj = true
  enable_unprivileged_ports = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/run/cni/bin"
    conf_dir = "/run/cni/net.d"
X
run containerd containerd -c /run/containerd.toml
(
  until ctr version >/dev/null 2>&1; do sleep 0.1; done
  "$here/import.sh" "$cache"/images/*.tar $(ls "$dir"/images/*.tar 2>/dev/null)
  say images imported
) &
import=$!

# --- Control plane
run relay box relay "$ip:6443" # accepts on fd 3, the machine's loopback; see node.sh
exec 3>&-
run etcd kube etcd --name=e --data-dir="$dir/etcd" --unsafe-no-fsync --log-level=warn \
  --listen-client-urls=http://127.0.0.1:2379 --advertise-client-urls=http://127.0.0.1:2379 \
  --listen-peer-urls=http://127.0.0.1:2380 --initial-advertise-peer-urls=http://127.0.0.1:2380 --initial-cluster=e=http://127.0.0.1:2380
run apiserver kube kube-apiserver --etcd-servers=http://127.0.0.1:2379 --advertise-address="$ip" --secure-port=6443 \
  --service-cluster-ip-range=10.96.0.0/16 --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true \
  --client-ca-file="$pki/ca.crt" --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" \
  --kubelet-client-certificate="$pki/apiserver-kubelet-client.crt" --kubelet-client-key="$pki/apiserver-kubelet-client.key" \
  --kubelet-preferred-address-types=InternalIP \
  --requestheader-client-ca-file="$pki/ca.crt" --requestheader-allowed-names=front-proxy-client --requestheader-username-headers=X-Remote-User \
  --requestheader-group-headers=X-Remote-Group --requestheader-extra-headers-prefix=X-Remote-Extra- \
  --proxy-client-cert-file="$pki/front-proxy-client.crt" --proxy-client-key-file="$pki/front-proxy-client.key" \
  --service-account-issuer=https://kubernetes.default.svc.cluster.local --service-account-key-file="$pki/sa.pub" \
  --service-account-signing-key-file="$pki/sa.key" --profiling=false ${DORMOUSE_APISERVER_FLAGS:-}
until box get https://127.0.0.1:6443/readyz 2 >/dev/null 2>&1; do sleep 0.2; done
say API ready
# At the controller manager's default of 20 requests a second the first ServiceAccount, so the first pod, is 5 s late.
run controller-manager kube kube-controller-manager --kubeconfig="$pki/kube-controller-manager.kubeconfig" \
  --authentication-kubeconfig="$pki/kube-controller-manager.kubeconfig" --authorization-kubeconfig="$pki/kube-controller-manager.kubeconfig" \
  --service-account-private-key-file="$pki/sa.key" --root-ca-file="$pki/ca.crt" --use-service-account-credentials=true \
  --cluster-signing-cert-file="$pki/ca.crt" --cluster-signing-key-file="$pki/ca.key" \
  --kube-api-qps=200 --kube-api-burst=400 --leader-elect=false --profiling=false --bind-address=127.0.0.1
run scheduler kube kube-scheduler --kubeconfig="$pki/kube-scheduler.kubeconfig" \
  --authentication-kubeconfig="$pki/kube-scheduler.kubeconfig" --authorization-kubeconfig="$pki/kube-scheduler.kubeconfig" \
  --leader-elect=false --profiling=false --bind-address=127.0.0.1

# --- Node: images first, for a missing one means a back-off, not a quick error
wait "$import"
run netpol netpol --kubeconfig="$pki/admin.kubeconfig" --pod-cidr=10.244.1.0/24
cat >/run/kubelet.yaml <<X
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
failCgroupV1: false
cgroupDriver: cgroupfs
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
resolvConf: /run/resolv.conf
clusterDNS: [10.96.0.10]
clusterDomain: cluster.local
podLogsDir: /var/log/pods
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $pki/ca.crt}}
authorization: {mode: Webhook}
nodeStatusUpdateFrequency: 4s
nodeLeaseDurationSeconds: 10
imageGCHighThresholdPercent: 100
evictionHard: {memory.available: "0%", nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%"}
readOnlyPort: 0
X
run kubelet kube kubelet --config=/run/kubelet.yaml --kubeconfig="$pki/kubelet.kubeconfig" --hostname-override="$name" \
  --node-ip="$ip" --root-dir=/var/lib/kubelet --cert-dir=/var/lib/kubelet/pki -v=2
cat >/run/kube-proxy.yaml <<X
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
clusterCIDR: 10.244.0.0/16
hostnameOverride: $name
clientConnection: {kubeconfig: $pki/kube-proxy.kubeconfig}
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
metricsBindAddress: 127.0.0.1:10249
X
run proxy kube kube-proxy --config=/run/kube-proxy.yaml
until kubectl --kubeconfig="$pki/admin.kubeconfig" apply --server-side -f "$here/addons.yaml" >>"$dir/log/addons.log" 2>&1; do sleep 0.5; done
say all started
ended=none
wait -n -p ended || true
say "pid $ended ended, and so does the node"
jobs -l
