#!/bin/bash
# usage: image.sh OUT.tar      the sample as docker-archive image localhost/dormouse-sample:dev, after `mvn package`; needs no
# Docker. Contents: a Java runtime with the modules in use, the C library of this machine (glibc, which libsqlitejdbc.so
# was built against), target/sample/lib. The same inputs give the same bytes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
checkout=$here/../..
out=$(realpath "$1")
java=$("$checkout/bin/java-home")
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

# What `jdeps --print-module-deps` says of target/sample/lib; Tomcat reaches java.desktop (beans) and java.security.jgss.
modules=java.base,java.desktop,java.instrument,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl,java.sql,jdk.httpserver
mkdir -p "$root"/{opt,app,data,etc,tmp}
"$java/bin/jlink" --add-modules $modules --strip-debug --no-man-pages --no-header-files --compress zip-6 --output "$root/opt/java"
libraries=$(dirname "$(ldd "$java/bin/java" | sed -n 's/.*=> \(.*libc.so.6\) .*/\1/p')")
for library in libc libm libdl libpthread librt libresolv libnss_dns libnss_files; do
  cp --parents -L "$libraries/$library".so.[0-9] "$root"
done
cp --parents -L /lib64/ld-linux-x86-64.so.2 "$root"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
echo 'sample:x:1000:1000::/:/bin/false' >"$root/etc/passwd"

# SQLite's driver brings its native library for twenty platforms; the image needs one, outside the jar so that nothing
# has to be unpacked at start.
cp -r "$here/target/sample/lib" "$root/app/lib"
sqlite=$(ls "$root"/app/lib/sqlite-jdbc-*.jar)
(cd "$root/tmp" && "$java/bin/jar" --extract --file "$sqlite")
mv "$root/tmp/org/sqlite/native/Linux/x86_64/libsqlitejdbc.so" "$root/app/"
rm -rf "$root/tmp/org/sqlite/native"
(cd "$root/tmp" && find . -type f ! -path ./META-INF/MANIFEST.MF | sort >"$root/files" &&
  "$java/bin/jar" --create --no-manifest --date=2026-01-01T00:00:00Z --file "$sqlite" "@$root/files")
rm -rf "$root/files" "$root"/tmp/*
chmod -R u=rwX,go=rX "$root"
chmod 1777 "$root/tmp"

config='{"User":"1000:1000","WorkingDir":"/data","Env":["PATH=/opt/java/bin"],"Entrypoint":["/opt/java/bin/java",
"-XX:TieredStopAtLevel=1","-XX:+UseSerialGC","-Xmx96m","--enable-native-access=ALL-UNNAMED","-Dorg.sqlite.lib.path=/app",
"-cp","/app/lib/*"],"Cmd":["dev.dormouse.samples.books.Books"]}'
"$checkout/e2e/cluster/build/image.sh" localhost/dormouse-sample:dev "$root" "$config" "$out"
