#!/usr/bin/env bash
# ./build.sh TARGET [--option=value]: checks what the target needs, installs or names it, then runs Cake.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
target="${1:-test}"; shift || true

need() { # need COMMAND PACKAGE: remembers the Debian package of a command that is not here
  command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || missing+=("$2")
}

want() { # want COMMAND PACKAGE: done without where it cannot be had: tests are skipped and say so, the demo has a broker of its own
  command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || wanted+=("$2")
}

missing=() wanted=()
case "$target" in
  demo)    want mosquitto mosquitto ;;
  test)    want mosquitto mosquitto; want mosquitto_pub mosquitto-clients; want faketime faketime; want mkfs.ext4 e2fsprogs; want systemd-analyze systemd; want coap-client-notls libcoap3-bin; want softhsm2-util softhsm2; want pkcs11-tool opensc; want docker-registry docker-registry; want skopeo skopeo; want nginx nginx-light
           want curl curl; want openssl openssl; want node nodejs; want npm npm; want socat socat; want tinyproxy tinyproxy-bin; want swupdate swupdate; want mcopy mtools; want zstd zstd; want systemd-nspawn systemd-container; [ -d /usr/lib/python3/dist-packages/pymodbus ] || wanted+=(python3-pymodbus); [ -d /usr/lib/python3/dist-packages/serial_asyncio ] || wanted+=(python3-serial-asyncio)
           want pki strongswan-pki; [ -e /usr/lib/ipsec/plugins/libstrongswan-openssl.so ] || wanted+=(libstrongswan-standard-plugins)
           [ -d /usr/lib/python3/dist-packages/proton ] || wanted+=(python3-qpid-proton); [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || wanted+=(rabbitmq-server) ;;
  soak)    need mosquitto mosquitto; want mosquitto_pub mosquitto-clients; need faketime faketime; need mkfs.ext4 e2fsprogs ;;
  publish | arm64-test)
           need clang clang; need llvm-objcopy llvm; need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
           [ -e /usr/aarch64-linux-gnu/lib/crt1.o ] || missing+=(libc6-dev-arm64-cross)
           [ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
           [ "$target" = publish ] || need qemu-aarch64 qemu-user ;;
  hardware-test)
           need clang clang; [ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
           need qemu-system-x86_64 qemu-system-x86; need busybox busybox-static; need cpio cpio; need modprobe kmod; need xz xz-utils
           need mosquitto mosquitto; need mosquitto_sub mosquitto-clients ;;
  image | image-test)
           need clang clang; need llvm-objcopy llvm; need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu; [ -e /usr/aarch64-linux-gnu/lib/crt1.o ] || missing+=(libc6-dev-arm64-cross); [ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
           need mmdebstrap mmdebstrap; need arch-test arch-test; need update-binfmts binfmt-support; need qemu-aarch64-static qemu-user-static; need genimage genimage; need mcopy mtools; need mkfs.vfat dosfstools
           need mkfs.ext4 e2fsprogs; need mksquashfs squashfs-tools; need rauc rauc; need mkimage u-boot-tools; need bmaptool bmap-tools; need zstd zstd; need cpio cpio; need depmod kmod; need xz xz-utils; need openssl openssl
           [ "$target" = image ] || { need qemu-system-aarch64 qemu-system-arm; need qemu-img qemu-utils; need mosquitto mosquitto; need mosquitto_sub mosquitto-clients; need sfdisk fdisk; need curl curl; } ;;
  packages) need clang clang; need llvm-objcopy llvm; need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu; need mmdebstrap mmdebstrap; need arch-test arch-test; need update-binfmts binfmt-support; need qemu-aarch64-static qemu-user-static; need skopeo skopeo
           [ -e /usr/aarch64-linux-gnu/lib/crt1.o ] || missing+=(libc6-dev-arm64-cross); [ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev) ;;
  bench)   need clang clang; need mosquitto mosquitto; need nginx nginx-light; [ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev) ;;
esac
command -v dotnet >/dev/null 2>&1 || { echo "build.sh: the .NET 10 SDK is needed (dotnet is not on PATH)" >&2; exit 1; }

if [ "${#missing[@]}" -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "build.sh: installing ${missing[*]}"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "build.sh: '$target' needs these packages: sudo apt-get install ${missing[*]}" >&2; exit 1
  fi
fi

# A photograph of a face, by NASA and in the public domain; the rest of its package is not needed.
photo=artifacts/peers/astronaut.png
if [ "$target" = test ] && [ ! -e "$photo" ] && command -v apt-get >/dev/null 2>&1; then
  mkdir -p artifacts/peers "$photo.part"
  { (cd "$photo.part" && apt-get download python3-skimage) && dpkg --fsys-tarfile "$photo.part"/python3-skimage_*.deb | tar -xO ./usr/lib/python3/dist-packages/skimage/data/astronaut.png >"$photo.part/a.png" &&
    [ -s "$photo.part/a.png" ] && mv "$photo.part/a.png" "$photo"; } >/dev/null 2>&1 || echo "build.sh: no photograph of a face could be had; going on without"
  rm -rf "$photo.part"
fi
if [ "${#wanted[@]}" -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "build.sh: installing ${wanted[*]}"
  quick=(-qq -o Acquire::Retries=0 -o Acquire::http::Timeout=10 -o Acquire::https::Timeout=10)
  { apt-get "${quick[@]}" update && DEBIAN_FRONTEND=noninteractive apt-get "${quick[@]}" install -y --no-install-recommends "${wanted[@]}"; } >/dev/null 2>&1 ||
    echo "build.sh: ${wanted[*]} could not be installed; going on without"
fi

if [ "$target" = test ] && command -v npm >/dev/null 2>&1; then
  for peer in tests/peers/*/; do
    [ ! -d "$peer/node_modules" ] || continue
    echo "build.sh: installing the peers of $peer"
    (cd "$peer" && timeout 120 npm ci --ignore-scripts --no-audit --no-fund) >/dev/null 2>&1 ||
      { rm -rf "$peer/node_modules"; echo "build.sh: the peers of $peer could not be installed; going on without"; }
  done
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
dotnet tool restore >/dev/null
code=0
rm -f artifacts/test-results/count
if [ "$target" = demo ]; then
  echo "build.sh: building the daemon and the demo, about a minute the first time"
  mkdir -p artifacts/demo
  dotnet cake build.cake --target=demo --verbosity=quiet >artifacts/demo/build.log 2>&1 || { cat artifacts/demo/build.log; exit 1; }
  # Not below Cake: Ctrl-C would end Cake first, and give the terminal back before the demo has put it in order.
  exec tools/demo/bin/Release/net10.0/demo "$@"
fi
dotnet cake build.cake --target="$target" --verbosity=quiet "$@" || code=$?
# The count comes behind Cake's own summary: a reader looks at the last line.
[ "$target" != test ] || [ ! -f artifacts/test-results/count ] || cat artifacts/test-results/count
exit "$code"
