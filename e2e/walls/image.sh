#!/bin/bash
# usage: image.sh OUT_FOLDER     two images for tests only, each the sandbox's image (target/images/sandbox.tar) and one layer
#
# prober.tar (localhost/dormouse-prober:dev): where the evaluator's Java stood stands prober.c, so that native code runs as a
# child of the supervisor, with all that it inherits and nothing else.
# denied.tar (localhost/dormouse-denied:dev): its first process takes seccomp(2) away and then starts the sandbox.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$here/../.." && pwd)
out=$(realpath "$1")
sandbox=$checkout/target/images/sandbox.tar
. "$checkout/executor-image/image/layers.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! echo 'int main(void) { return 0; }' | gcc -static -xc -o "$work/tried" - 2>/dev/null; then
  echo "image.sh: no C compiler, installing it with apt-get" >&2
  apt-get update -qq && apt-get install -y -qq --no-install-recommends gcc libc6-dev >/dev/null
fi
mkdir "$work/sandbox"
tar -xf "$sandbox" -C "$work/sandbox"
mapfile -t layers < <(grep -o '"Layers":\[[^]]*' "$work/sandbox/manifest.json" | grep -o 'blobs/[^"]*' | sed "s|^|$work/sandbox/|")

image() { # NAME ENTRYPOINT_JSON    with what stands in $work/NAME
  local config='{"User":"1000:1000","WorkingDir":"/","Env":["PATH=/opt/java/bin"],"Entrypoint":'$2'}'
  stamp "$work/$1"
  layer "$work/$1" "$work/$1.layer"
  archive "localhost/dormouse-$1:dev" "$config" "$out/$1.tar" "${layers[@]}" "$work/$1.layer"
}

mkdir -p "$work/prober/opt/java/bin" "$work/denied/denial"
for each in "${layers[@]}"; do tar -xf "$each" -C "$work/prober" ./opt/java/bin/java 2>/dev/null || true; done
mv "$work/prober/opt/java/bin/java" "$work/prober/opt/java/bin/supervisor"
gcc -O1 -Wall -static -o "$work/prober/opt/java/bin/java" "$here/prober.c"
image prober '["/opt/java/bin/supervisor","-XX:AOTCache=/app/sandbox.aot","-XX:AOTMode=on","@/app/sandbox.args"]'

cp -r "$checkout/executor-image/sandbox/target/test-classes/dev" "$work/denied/denial/"
image denied '["/opt/java/bin/java","-XX:-UsePerfData","--enable-native-access=ALL-UNNAMED","-cp","/denial:/app/lib/*",
"dev.dormouse.sandbox.confine.Denial","refused","/opt/java/bin/java","@/app/sandbox.args"]'
