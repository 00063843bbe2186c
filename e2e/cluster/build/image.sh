#!/bin/sh
# usage: image.sh NAME:TAG DIRECTORY CONFIG_JSON OUT.tar    an image with one layer (docker-archive), the same bytes every time
set -eu
name=$1 root=$2 config=$3 out=$4
files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT
pack() { tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner "$@"; }

pack -C "$root" -cf "$files/layer.tar" .
layer=$(sha256sum <"$files/layer.tar" | cut -d' ' -f1)
cat >"$files/config.json" <<X
{"architecture":"amd64","os":"linux","created":"1970-01-01T00:00:00Z","config":$config,
"rootfs":{"type":"layers","diff_ids":["sha256:$layer"]},"history":[{"created":"1970-01-01T00:00:00Z"}]}
X
printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$name" >"$files/manifest.json"
pack -C "$files" -cf "$out" manifest.json config.json layer.tar
