#!/bin/sh
# usage: import.sh IMAGE.tar...      runs inside the node: imports docker-archives, prints "NAME NAME@DIGEST" of each image
# The kubelet resolves a reference by digest only where containerd has an image of just that name, so each gets one.
set -eu
fail() { echo "import.sh: $*" >&2 && exit 1; }
images() { ctr -n k8s.io images "$@"; }
manifest() { tar -xOf "$1" manifest.json 2>/dev/null || tar -xOf "$1" ./manifest.json; }
for archive in "$@"; do
  names=$(manifest "$archive" | tr -d ' \n' | grep -o '"RepoTags":\[[^]]*\]' | cut -d[ -f2 | tr -d '"]' | tr ',' ' ')
  [ -n "$names" ] || fail "$archive has no manifest.json that names its images"
  images import "$archive" >/dev/null
  for name in $names; do
    digest=$(images ls "name==$name" | awk 'NR > 1 { print $3 }')
    [ -n "$digest" ] || fail "$archive calls its image $name, which containerd doesn't know; begin it with localhost/ or a registry's host"
    images tag --force "$name" "${name%:*}@$digest" >/dev/null
    echo "$name ${name%:*}@$digest"
  done
done
