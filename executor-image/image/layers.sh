# Functions for images.sh: root file systems, layers, archives. All bytes depend on the inputs only: times are those of
# the project, entries are sorted, owners are root.

epoch=1767225600 # project.build.outputTimestamp; an AOT cache holds the times of the jars that it was trained with
modules=java.base,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl,java.sql
modules+=,java.xml,jdk.crypto.ec,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs

stamp() { find "$@" -print0 | xargs -0 touch --no-dereference --date=@$epoch; }
sha() { sha256sum "$@" | cut -d' ' -f1; }

base_root() { # DIRECTORY    a Java runtime, the libraries that it needs, and nothing else: no shell, no package
  mkdir -p "$1"/{app,dev,etc,lib64,lib/x86_64-linux-gnu,opt,proc,tmp}
  "$java_home/bin/jlink" --add-modules "$modules" --strip-debug --no-man-pages --no-header-files --output "$1/opt/java"
  # What the runtime is linked to; the C library's resolver and the two that zstd and others load by name.
  find "$1/opt/java" -type f \( -name '*.so' -o -path '*/bin/java' \) -exec ldd {} + |
    sed -n "s|.* => \(/.*\) (0x.*|\1|p" | grep -v "^$1" |
    cat - <(printf '/lib/x86_64-linux-gnu/%s\n' libresolv.so.2 libgcc_s.so.1 libpthread.so.0 libdl.so.2 librt.so.1) |
    sort -u | xargs cp -L -t "$1/lib/x86_64-linux-gnu/"
  cp -L /lib64/ld-linux-x86-64.so.2 "$1/lib64/"
  echo 'app:x:1000:1000::/:/bin/false' >"$1/etc/passwd"
  echo 'hosts: files dns' >"$1/etc/nsswitch.conf"
  chmod 1777 "$1/tmp"
  stamp "$1"
}

pack() { tar --sort=name --mtime=@$epoch --owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w "$@"; }

layer() { pack -C "$1" -cf "$2" .; } # DIRECTORY OUT.tar

environment=() # of what runs inside
inside() { # ROOT COMMAND...    runs it in there, as in the container: the paths are the ones of the image
  local user=()
  [ "$(id -u)" = 0 ] || user=(--user --map-root-user)
  # shellcheck disable=SC2016
  env -i PATH="$PATH" "${environment[@]}" unshare "${user[@]}" --mount --pid --fork sh -c '
    mount -t proc proc "$0/proc"
    for device in null zero random urandom; do : >>"$0/dev/$device"; mount --bind /dev/$device "$0/dev/$device"; done
    exec env -u PATH "$(command -v chroot)" "$0" "$@"' "$@"
}

blob() { # FILE    moves it to its place among the blobs, and prints its digest
  local digest
  digest=$(sha "$1")
  mv "$1" "$blobs/$digest"
  echo "$digest"
}

descriptor() { # TYPE DIGEST
  printf '{"mediaType":"application/vnd.oci.image.%s","digest":"sha256:%s","size":%s}' "$1" "$2" "$(stat -c %s "$blobs/$2")"
}

archive() { # NAME CONFIG OUT.tar LAYER.tar...    OCI layout and docker-archive in one file; prints the manifest's digest
  local name=$1 config=$2 out=$3 files digests=() diffs layers digest blobs
  shift 3
  files=$(mktemp -d -p "$work")
  blobs=$files/blobs/sha256
  mkdir -p "$blobs"
  for file in "$@"; do
    digests+=("$(sha "$file")")
    ln -f "$file" "$blobs/${digests[-1]}"
  done
  diffs=$(printf ',"sha256:%s"' "${digests[@]}")
  layers=$(for digest in "${digests[@]}"; do printf ',%s' "$(descriptor layer.v1.tar "$digest")"; done)
  printf '{"architecture":"amd64","os":"linux","created":"%s","config":%s,"rootfs":{"type":"layers","diff_ids":[%s]}}' \
    "$(date -u -d @$epoch +%FT%TZ)" "$config" "${diffs:1}" >"$files/config"
  config=$(blob "$files/config")
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}' \
    "$(descriptor config.v1+json "$config")" "${layers:1}" >"$files/manifest"
  digest=$(blob "$files/manifest")
  printf '{"imageLayoutVersion":"1.0.0"}' >"$files/oci-layout"
  printf '{"schemaVersion":2,"manifests":[%s,"annotations":{"io.containerd.image.name":"%s"}}]}' \
    "$(descriptor manifest.v1+json "$digest" | sed 's/}$//')" "$name" >"$files/index.json"
  printf '[{"Config":"blobs/sha256/%s","RepoTags":["%s"],"Layers":[%s]}]' \
    "$config" "$name" "$(printf ',"blobs/sha256/%s"' "${digests[@]}" | cut -c2-)" >"$files/manifest.json"
  pack -C "$files" -cf "$out" manifest.json index.json oci-layout blobs
  rm -rf "$files"
  echo "sha256:$digest"
}
