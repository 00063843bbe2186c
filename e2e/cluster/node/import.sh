#!/bin/sh
# usage: import.sh IMAGE.tar...      runs inside the node: imports docker-archives, prints "NAME NAME@DIGEST" of each image
# The kubelet resolves a reference by digest only where containerd has an image of just that name, so each gets one.
set -eu
images() { ctr -n k8s.io images "$@"; }
for archive in "$@"; do
  images import "$archive" >/dev/null
  for name in $(tar -xOf "$archive" manifest.json | tr -d ' \n' | grep -o '"RepoTags":\[[^]]*\]' | cut -d[ -f2 | tr -d '"]' | tr ',' ' '); do
    digest=$(images ls "name==$name" | awk 'NR > 1 { print $3 }')
    [ -n "$digest" ] || { echo "import.sh: $archive calls its image $name, containerd knows no such name; begin it with localhost/ or a registry's host" >&2; exit 1; }
    images tag --force "$name" "${name%:*}@$digest" >/dev/null
    echo "$name ${name%:*}@$digest"
  done
done
