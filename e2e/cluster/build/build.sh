#!/bin/bash
# usage: build.sh OUT      builds OUT/bin (kube, kubectl, helm, netpol, box) and OUT/images (pause, coredns, box)
#
# Kubernetes comes out of the Go module proxy: no registry and no download page is needed. Every process of it is one
# static binary which looks at its own name, so that the common 90 % is compiled, linked and stored once.
# CoreDNS and Helm are modules of their own because they would move the versions Kubernetes was released with.
# containerd and runc are the distribution's: no build, and the API they offer to the kubelet is the same.
set -euo pipefail
out=$1
cd "$(dirname "$0")"
mkdir -p "$out/bin" "$out/images"
export CGO_ENABLED=0 GOFLAGS='-trimpath -buildvcs=false'

version=v1.34.4 # as in node/go.mod; without the flags the server calls itself v0.0.0
flags='-s -w'
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  flags+=" -X $package.gitVersion=$version -X $package.gitMajor=1 -X $package.gitMinor=34 -X $package.gitTreeState=clean"
  flags+=" -X $package.gitCommit=0000000000000000000000000000000000000000 -X $package.buildDate=1970-01-01T00:00:00Z"
done
(cd node && go build -ldflags "$flags" -o "$out/bin/" ./cmd/...)
(cd coredns && go build -ldflags '-s -w' -o "$out/coredns" .)
(cd helm && go build -ldflags '-s -w' -o "$out/bin/helm" helm.sh/helm/v3/cmd/helm)
ln -s kube "$out/bin/kubectl"

files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT
mkdir -p "$files"/{pause,coredns,box/{bin,etc,tmp}}
cp "$out/bin/box" "$files/pause/pause"
./image.sh localhost/pause:1 "$files/pause" '{"Entrypoint":["/pause"],"User":"65535:65535"}' "$out/images/pause.tar"
mv "$out/coredns" "$files/coredns/coredns"
./image.sh localhost/coredns:1.12.4 "$files/coredns" '{"Entrypoint":["/coredns"],"User":"65532:65532"}' "$out/images/coredns.tar"
cp "$out/bin/box" "$(command -v busybox)" "$files/box/bin/"
for applet in sh ls cat echo sleep wget nc nslookup id touch df free ps env date true false mount grep sed head tail kill seq test printf mkdir rm hostname ip; do
  ln -s busybox "$files/box/bin/$applet"
done
echo 'nobody:x:65534:65534::/:/bin/sh' >"$files/box/etc/passwd"
./image.sh localhost/box:1 "$files/box" '{"Cmd":["/bin/sh"],"Env":["PATH=/bin"]}' "$out/images/box.tar"
