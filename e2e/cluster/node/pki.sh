#!/bin/sh
# usage: pki.sh DIR NODE NODE_IP SERVICE_IP      a CA, certificates and kubeconfigs (EC P-256; for a test node, nothing else)
set -eu
dir=$1 node=$2 ip=$3 service_ip=$4
mkdir -p "$dir"
cd "$dir"

key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key" 2>/dev/null; }
cert() { # NAME SUBJECT EXTENSIONS
  key "$1"
  printf '%s\n' "$3" >"$1.ext"
  openssl req -new -key "$1.key" -subj "$2" -out "$1.csr"
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -set_serial "0x$(openssl rand -hex 8)" -days 3650 -extfile "$1.ext" -out "$1.crt" 2>/dev/null
}
base64_of() { base64 -w0 <"$1"; }
client() { # NAME SUBJECT: a certificate and a kubeconfig that uses it
  cert "$1" "$2" extendedKeyUsage=clientAuth
  cat >"$1.kubeconfig" <<X
{"apiVersion":"v1","kind":"Config","current-context":"$node",
"clusters":[{"name":"$node","cluster":{"server":"https://$ip:6443","certificate-authority-data":"$(base64_of ca.crt)"}}],
"users":[{"name":"$1","user":{"client-certificate-data":"$(base64_of "$1.crt")","client-key-data":"$(base64_of "$1.key")"}}],
"contexts":[{"name":"$node","context":{"cluster":"$node","user":"$1"}}]}
X
}

key ca
openssl req -x509 -new -key ca.key -subj /CN=dormouse-node-ca -days 3650 -out ca.crt \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,digitalSignature
names=DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,DNS:localhost
cert apiserver /CN=kube-apiserver "extendedKeyUsage=serverAuth
subjectAltName=$names,IP:127.0.0.1,IP:$ip,IP:$service_ip"
cert apiserver-kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client extendedKeyUsage=clientAuth
cert front-proxy-client /CN=front-proxy-client extendedKeyUsage=clientAuth
client admin /O=system:masters/CN=admin
client kube-controller-manager /CN=system:kube-controller-manager
client kube-scheduler /CN=system:kube-scheduler
client kube-proxy /CN=system:kube-proxy
client kubelet "/O=system:nodes/CN=system:node:$node"
key sa
openssl ec -in sa.key -pubout -out sa.pub 2>/dev/null
rm -f ./*.csr ./*.ext
