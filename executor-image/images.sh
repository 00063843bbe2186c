#!/bin/bash
# usage: images.sh [DIRECTORY]     the images of broker, sandbox and operator, made of what the build left in target/
#
# Writes NAME.tar (OCI layout and docker-archive in one: `ctr images import`, `docker load`, `podman load` take it) and
# images.json {NAME: {image, tar, digest}} to DIRECTORY, by default target/images. Needs no Docker, but a Linux where
# `unshare` works. An image is: a small Java runtime that all share; jars; an AOT cache, trained on the image itself.
#
# Everything but the AOT caches is the same bytes from the same inputs on every machine. The JVM writes a cache that
# differs from run to run, so caches are kept, by the hash of all that they depend on, in ~/.cache/dormouse/images.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$here/.." && pwd)
out=${1:-$checkout/target/images}
caches=${XDG_CACHE_HOME:-$HOME/.cache}/dormouse/images
java_home=$("$checkout/bin/java-home")
. "$here/image/layers.sh"
mkdir -p "$out" "$caches"
out=$(cd "$out" && pwd)
work=$(mktemp -d -p "$out")
trap 'rm -rf "$work"' EXIT

common="-XX:+UseSerialGC -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError"
# Classes, and not how often the training called what: compilers that act on that cost a short run more than they give (0005).
recording="-XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining"
# Broker and supervisor mostly wait: to start quickly counts, quick code doesn't, and compilers take a third of a start.
brief="-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=5"
unsafe="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"

jars() { # JAR...    copies them to /app/lib, and prints them as the class path
  mkdir -p "$root/app/lib"
  cp "$@" "$root/app/lib/"
  (cd "$root" && printf ':/%s' app/lib/*.jar | cut -c2-)
}

arguments() { # NAME ARGUMENT...    /app/NAME.args: what java is started with
  printf '%s\n' "${@:2}" >"$root/app/$1.args"
}

app_layer() { # all that stands in /app by now
  stamp "$root/app"
  rm -rf "$work/app"
  mkdir "$work/app"
  cp -a "$root/app" "$work/app/"
  layer "$work/app" "$work/app.tar"
}

trained() { # NAME JAVA_ARGUMENT...    adds /app/NAME.aot, recorded while java runs with these arguments
  local key helpers=() failed=
  key=$(printf '%s\n' "$(sha "$work/base.tar")" "$(sha "$work/app.tar")" "$with" "$recording" "$@" | sha)
  if [ ! -f "$caches/$key.aot" ]; then
    [ -z "$outside" ] || "$outside" >"$work/outside.log"
    # shellcheck disable=SC2086
    inside "$root" /opt/java/bin/java $recording -XX:AOTCacheOutput=/tmp/new.aot "${@:2}" >"$work/training.log" 2>&1 || failed=1
    [ ${#helpers[@]} = 0 ] || kill "${helpers[@]}" 2>/dev/null || true
    environment=()
    [ -z "$failed" ] && [ -f "$root/tmp/new.aot" ] ||
      { cat "$work/training.log" >&2; echo "images: the training run of $1 failed" >&2; exit 1; }
    mv "$root/tmp/new.aot" "$caches/$key.new"
    mv "$caches/$key.new" "$caches/$key.aot"
  fi
  touch "$caches/$key.aot" # keeps it from being swept
  cp "$caches/$key.aot" "$work/aot/app/$1.aot"
}

image() { # NAME    calls NAME_content, which fills /app and $work/aot/app and sets `entrypoint`
  local name=localhost/dormouse-$1:dev digest config start=$SECONDS
  root=$work/$1
  mkdir -p "$work/aot/app"
  cp -al "$work/base" "$root"
  "$1_content"
  layer "$work/aot" "$work/aot.tar"
  config=$(printf ',"%s"' "${entrypoint[@]}")
  config="{\"User\":\"1000:1000\",\"WorkingDir\":\"/\",\"Env\":[\"PATH=/opt/java/bin\"],\"Entrypoint\":[${config:1}]}"
  digest=$(archive "$name" "$config" "$out/$1.tar" "$work"/{base,app,aot}.tar)
  entries+=",\"$1\":{\"image\":\"$name\",\"tar\":\"$1.tar\",\"digest\":\"$digest\"}"
  printf '%-9s %4d MB  %s  %3d s\n' "$1" $(($(stat -c %s "$out/$1.tar") / 1000000)) "$digest" $((SECONDS - start))
  rm -rf "$work/aot" "$root"
}

sandbox_content() {
  local classes flags
  classes=$(jars "$checkout"/executor-image/sandbox/target/lib/*.jar)
  flags=$(evaluator_flags)
  arguments sandbox $common $brief -Xmx128m $unsafe -cp "$classes" \
    dev.dormouse.sandbox.main.Sandbox --evaluator-aot /app/evaluator.aot
  app_layer
  # shellcheck disable=SC2086
  {
    trained evaluator -Xmx256m $flags -cp "$classes" dev.dormouse.sandbox.main.Train evaluator
    trained sandbox $common $brief -Xmx128m $unsafe -cp "$classes" dev.dormouse.sandbox.main.Train supervisor
  }
  entrypoint=(/opt/java/bin/java -XX:AOTCache=/app/sandbox.aot -XX:AOTMode=on @/app/sandbox.args)
}

evaluator_flags() {
  "$java_home/bin/java" -cp "$checkout/executor-image/sandbox/target/lib/*" "$here/image/EvaluatorFlags.java"
}

broker_content() {
  local classes
  classes=$(jars "$checkout"/executor-image/broker/target/lib/*.jar)
  # zstd's library stands ready; otherwise each start unpacks it to /tmp.
  unzip -qjo "$checkout"/executor-image/broker/target/lib/zstd-jni-*.jar linux/amd64/libzstd-jni-\* -d "$root/app"
  mv "$root"/app/libzstd-jni-*.so "$root/app/libzstd-jni.so"
  local flags="$common $brief -XX:MaxRAMPercentage=60 $unsafe"
  flags+=" -DZstdNativePath=/app/libzstd-jni.so -Djdk.httpclient.keepalive.timeout=3"
  # shellcheck disable=SC2086
  arguments broker $flags -cp "$classes" dev.dormouse.broker.main.PodBroker
  app_layer
  with=$(cat "$here"/image/Outside.java "$here"/images.sh "$checkout"/executor-image/sandbox/target/lib/dormouse-*.jar | sha)
  outside=broker_outside
  # shellcheck disable=SC2086
  trained broker $flags -cp "$classes" dev.dormouse.broker.main.PodBroker
  outside= with=
  entrypoint=(/opt/java/bin/java -XX:AOTCache=/app/broker.aot -XX:AOTMode=on @/app/broker.args)
}

broker_outside() { # while the broker is trained: API server, MCP server, a real sandbox, and what a pod mounts
  local account=$root/var/run/secrets/kubernetes.io/serviceaccount port=
  mkdir -p "$root/run/dormouse" "$account" "$root/var/run/dormouse/secrets/books"
  printf training-token | tee "$account/token" >"$root/var/run/dormouse/secrets/books/token"
  "$java_home/bin/keytool" -genkeypair -alias a -keyalg EC -dname CN=localhost -ext san=ip:127.0.0.1 -storetype PKCS12 \
    -storepass training -keystore "$work/keys" 2>&1
  "$java_home/bin/keytool" -exportcert -rfc -alias a -storepass training -keystore "$work/keys" -file "$account/ca.crt" 2>&1
  "$java_home/bin/java" -cp "$checkout/executor-image/broker/target/lib/*" "$here/image/Outside.java" "$work/keys" >"$work/port" &
  helpers+=($!)
  until port=$(head -1 "$work/port") && [ -n "$port" ]; do sleep 0.2; done
  # A relative path, since the one of a socket may have 107 bytes.
  (cd "$root/run/dormouse" && exec "$java_home/bin/java" --enable-native-access=ALL-UNNAMED -cp "$checkout/executor-image/sandbox/target/lib/*" \
    dev.dormouse.sandbox.main.Sandbox --socket broker.sock) &
  helpers+=($!)
  environment=(KUBERNETES_SERVICE_HOST=127.0.0.1 KUBERNETES_SERVICE_PORT="$port" DORMOUSE_NAMESPACE=default
    DORMOUSE_TASK=train DORMOUSE_TASK_UID=u DORMOUSE_STATE_UID=u DORMOUSE_EPOCH=1 DORMOUSE_PREDECESSOR_GONE=true
    DORMOUSE_STATE_BYTES=67108864)
}

operator_content() {
  cp -r "$checkout"/operator/controller/target/quarkus-app/. "$root/app/"
  arguments operator $common -XX:MaxRAMPercentage=60 -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
    -jar /app/quarkus-run.jar
  app_layer
  entrypoint=(/opt/java/bin/java @/app/operator.args)
}

echo "images: in $out"
entries= outside= with=
base_root "$work/base"
layer "$work/base" "$work/base.tar"
image sandbox
image broker
image operator
printf '{%s}\n' "${entries:1}" >"$out/images.json"
find "$caches" -name '*.aot' -mtime +14 -delete
