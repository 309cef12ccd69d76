#!/usr/bin/env bash
# test-oci.sh TAR [ARCHITECTURE]: looks at the container image with skopeo, copies it, puts its layers together, and runs the daemon's self-test in them.
set -euo pipefail
tar="$(realpath "$1")" architecture="${2:-$(dpkg --print-architecture)}"
work="$(mktemp -d)"; trap 'umount -q "$work/root/proc" || true; rm -rf "$work"' EXIT
failed=0
say() { local name="$1"; shift; if "$@" > "$work/said" 2>&1; then echo "ok $name"; else echo "FAILED $name: $(tail -n 3 "$work/said" | tr '\n' ' ')"; failed=1; fi; }
say "skopeo inspects it" skopeo --override-arch "$architecture" inspect "oci-archive:$tar"
say "skopeo copies it" skopeo --override-arch "$architecture" --insecure-policy copy "oci-archive:$tar" "dir:$work/dir"
mkdir "$work/root"
layers="$(grep -o '"layers":\[.*\]' "$work/dir/manifest.json" | grep -o 'sha256:[0-9a-f]*' | cut -d: -f2)"
for layer in $layers; do tar -C "$work/root" --numeric-owner -xzf "$work/dir/$layer"; done
# What each engine puts there, by the runtime's specification: the random numbers of TLS and MQTT are read from a device.
mkdir -p "$work/root/proc" "$work/root/tmp" "$work/root/dev"; mount -t proc proc "$work/root/proc"
for device in 'null 3' 'zero 5' 'full 7' 'random 8' 'urandom 9'; do mknod -m 0666 "$work/root/dev/${device% *}" c 1 "${device#* }"; done
say "the daemon tests itself" chroot --userspec=900:900 "$work/root" /usr/bin/edge-appliance --self-test
say "its configuration is good" chroot --userspec=900:900 "$work/root" /usr/bin/edge-appliance --check
say "its state directory is its own" test "$(stat -c %u "$work/root/var/lib/edge-appliance")" = 900
exit "$failed"
