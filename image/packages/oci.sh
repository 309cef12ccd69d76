#!/usr/bin/env bash
# oci.sh VERSION PUBLISH OUT: a container image as an OCI layout in one tar, made without an engine: $OUT/edge-appliance-VERSION-oci.tar. PUBLISH holds
# linux-arm64 and linux-x64 as "./build.sh publish" fills them; an image is made of each that is there. Needs root.
# A base layer of the Debian 13 libraries that the daemon loads (unpacked, no script is run), and a layer of the daemon.
set -euo pipefail
version="$1" publish="$(realpath "$2")" out="$(realpath "$3")"
here="$(dirname "$(realpath "${BASH_SOURCE[0]}")")"
export IMAGE CACHE SOURCE_DATE_EPOCH LC_ALL=C
IMAGE="$(dirname "$here")" CACHE="${EDGE_IMAGE_CACHE:-$out/cache}"
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct 2> /dev/null || echo 1767225600)}"
. "$IMAGE/stages/apt.sh"
apt_prepare
work="$(mktemp -d)"; trap 'rm -rf "$work"' EXIT
blobs="$work/layout/blobs/sha256"; mkdir -p "$blobs"
created="$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)"

# keep FILE: the file becomes a blob; prints its digest and size.
keep() { local digest size; digest="$(sha256sum < "$1" | cut -d' ' -f1)" size="$(stat -c %s "$1")"; mv "$1" "$blobs/$digest"; echo "$digest $size"; }

# layer FOLDER: a reproducible tar of it; prints the digest of the tar, then that of the packed blob and its size.
layer() {
  tar -C "$1" --numeric-owner --owner=0 --group=0 --sort=name --mtime="@$SOURCE_DATE_EPOCH" --clamp-mtime -cf "$work/layer.tar" .
  local plain; plain="$(sha256sum < "$work/layer.tar" | cut -d' ' -f1)"
  gzip -9nc "$work/layer.tar" > "$work/layer.tgz"; rm "$work/layer.tar"
  echo "$plain $(keep "$work/layer.tgz")"
}

manifests=()
one() { # one ARCHITECTURE FOLDER
  local architecture="$1" folder="$2" base="$work/base-$1" own="$work/own-$1"
  sed "s/arch=arm64/arch=$architecture/" "$SOURCES" > "$work/sources.list"
  mkdir -p "$base"
  mmdebstrap --quiet --mode=root --architectures="$architecture" --variant=extract --include=libc6,libgcc-s1,libstdc++6,libssl3t64,zlib1g,libzstd1,ca-certificates,base-files \
    --dpkgopt='path-exclude=/usr/share/man/*' --aptopt='Acquire::Check-Valid-Until "false"' trixie "$work/base-$architecture.tar" "$work/sources.list"
  tar -C "$base" --numeric-owner -xf "$work/base-$architecture.tar"; rm "$work/base-$architecture.tar"
  # The certificates as update-ca-certificates would put them together; of Debian's essential packages nothing else is needed.
  mkdir -p "$base/etc/ssl/certs"; cat "$base"/usr/share/ca-certificates/mozilla/*.crt > "$base/etc/ssl/certs/ca-certificates.crt"
  rm -rf "$base"/var/lib/{apt,dpkg} "$base"/var/cache/* "$base"/usr/share/{doc-base,info,lintian,locale,perl5,bash-completion} "$base"/usr/bin/* "$base"/usr/sbin/* \
    "$base"/usr/lib/*/{perl,perl-base,gconv,security} "$base"/usr/lib/{apt,dpkg,systemd,udev,terminfo} "$base"/dev/* "$base"/usr/share/perl*
  find "$base/usr/share/doc" -type f ! -name copyright -delete
  printf 'root:x:0:0:root:/root:/usr/sbin/nologin\nedge-appliance:x:900:900::/var/lib/edge-appliance:/usr/sbin/nologin\n' > "$base/etc/passwd"
  printf 'root:x:0:\nedge-appliance:x:900:\n' > "$base/etc/group"
  install -d "$own/usr/lib" "$own/usr/bin" "$own/etc/edge-appliance" "$own/usr/share/edge-appliance"
  cp -r "$folder" "$own/usr/lib/edge-appliance"; chmod 0755 "$own/usr/lib/edge-appliance"/{edge-appliance,edgectl}
  ln -s ../lib/edge-appliance/edge-appliance ../lib/edge-appliance/edgectl "$own/usr/bin/"
  cp "$IMAGE/root/usr/share/edge-appliance/appliance.json" "$own/etc/edge-appliance/"
  local base_plain base_digest base_size own_plain own_digest own_size state_plain state_digest state_size digest size
  read -r base_plain base_digest base_size < <(layer "$base")
  read -r own_plain own_digest own_size < <(layer "$own")
  # The state directory is the daemon's own.
  mkdir -p "$work/state/var/lib/edge-appliance"
  tar -C "$work/state" --numeric-owner --owner=900 --group=900 --mtime="@$SOURCE_DATE_EPOCH" -cf "$work/state.tar" ./var/lib/edge-appliance
  state_plain="$(sha256sum < "$work/state.tar" | cut -d' ' -f1)"
  gzip -9n "$work/state.tar"; read -r state_digest state_size < <(keep "$work/state.tar.gz")
  cat > "$work/config" <<CONFIG
{"created":"$created","architecture":"$architecture","os":"linux","config":{"User":"900:900","Entrypoint":["/usr/bin/edge-appliance"],"WorkingDir":"/var/lib/edge-appliance","Volumes":{"/var/lib/edge-appliance":{}},"StopSignal":"SIGTERM","Env":["PATH=/usr/bin","SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"],"Labels":{"org.opencontainers.image.version":"$version","org.opencontainers.image.title":"edge-appliance","org.opencontainers.image.licenses":"Apache-2.0"}},"rootfs":{"type":"layers","diff_ids":["sha256:$base_plain","sha256:$own_plain","sha256:$state_plain"]}}
CONFIG
  read -r digest size < <(keep "$work/config")
  local kind=application/vnd.oci.image.layer.v1.tar+gzip
  cat > "$work/manifest" <<MANIFEST
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:$digest","size":$size},"layers":[{"mediaType":"$kind","digest":"sha256:$base_digest","size":$base_size},{"mediaType":"$kind","digest":"sha256:$own_digest","size":$own_size},{"mediaType":"$kind","digest":"sha256:$state_digest","size":$state_size}]}
MANIFEST
  read -r digest size < <(keep "$work/manifest")
  manifests+=("{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"sha256:$digest\",\"size\":$size,\"platform\":{\"architecture\":\"$architecture\",\"os\":\"linux\"}}")
}
[ ! -d "$publish/linux-arm64" ] || one arm64 "$publish/linux-arm64"
[ ! -d "$publish/linux-x64" ] || one amd64 "$publish/linux-x64"
[ "${#manifests[@]}" -gt 0 ] || { echo "oci: $publish holds neither linux-arm64 nor linux-x64" >&2; exit 1; }
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}' "$(IFS=,; echo "${manifests[*]}")" > "$work/index"
read -r digest size < <(keep "$work/index")
printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"sha256:%s","size":%s,"annotations":{"org.opencontainers.image.ref.name":"%s"}}]}' "$digest" "$size" "$version" > "$work/layout/index.json"
printf '{"imageLayoutVersion":"1.0.0"}' > "$work/layout/oci-layout"
tar -C "$work/layout" --numeric-owner --owner=0 --group=0 --sort=name --mtime="@$SOURCE_DATE_EPOCH" -cf "$out/edge-appliance-$version-oci.tar" blobs index.json oci-layout
echo "$out/edge-appliance-$version-oci.tar"
