#!/usr/bin/env bash
# bundles.sh OUT FOLDER: updates for the tests, made from the image's own root: good.raucb, and such as do not work or must not be taken. Kept where the
# image is no newer. Packed fast, not small.
set -euo pipefail
out="$(realpath "$1")" folder="$2" keys="$1/keys"
mkdir -p "$folder"
image="$(ls -t "$out"/edge-appliance-*-arm64.img | head -n 1)"
[ ! -e "$folder/made" ] || [ "$image" -nt "$folder/made" ] || exit 0
rm -rf "$folder"; mkdir -p "$folder/root" "$folder/work"
base="$(basename "$image" -arm64.img)"; base="${base#edge-appliance-}"
newer() { echo "$base" | awk -F. -v more="$1" '{ print $1 "." $2 "." $3 + more }'; }
read -r start size < <(sfdisk -d "$image" | sed -n 's/.*start= *\([0-9]*\), size= *\([0-9]*\).*name="root-a".*/\1 \2/p')
dd if="$image" of="$folder/work/slot.ext4" bs=1M skip="$((start / 2048))" count="$((size / 2048))" conv=sparse status=none
bytes="$(dumpe2fs -h "$folder/work/slot.ext4" 2> /dev/null | awk -F: '/^Block count/ { n = $2 } /^Block size/ { s = $2 } END { print n * s }')"
truncate -s "$bytes" "$folder/work/slot.ext4"

# pack NAME VERSION [COMPATIBLE [KEYS]]: a bundle of what is in root.ext4.
pack() {
  local at="$folder/work/$1"
  mkdir -p "$at"; mv "$folder/root.ext4" "$at/root.ext4"
  printf '[update]\ncompatible=%s\nversion=%s\n[bundle]\nformat=plain\n[image.rootfs]\nfilename=root.ext4\n' "${3:-edge-appliance-arm64}" "$2" > "$at/manifest.raucm"
  rauc bundle --cert="${4:-$keys}/bundle.pem" --key="${4:-$keys}/bundle.key" --mksquashfs-args='-comp zstd -Xcompression-level 1' "$at" "$folder/$1.raucb" > "$folder/work/rauc.log" 2>&1
  rm -rf "$at"
}
# root VERSION COMMAND…: root.ext4 with that version and what the commands of debugfs change.
root() {
  cp --sparse=always "$folder/work/slot.ext4" "$folder/root.ext4"
  echo "$1" > "$folder/work/version"; shift
  { echo "rm /usr/lib/edge-image/version"; echo "write $folder/work/version /usr/lib/edge-image/version"; printf '%s\n' "$@"; } > "$folder/work/commands"
  debugfs -w -f "$folder/work/commands" "$folder/root.ext4" > "$folder/work/debugfs.log" 2>&1
}

root "$(newer 1)"; pack good "$(newer 1)"
root "$(newer 2)" 'rm /usr/bin/edge-appliance' 'symlink /usr/bin/edge-appliance /usr/bin/false'; pack daemon-fails "$(newer 2)"
# A kernel that finds neither an initrd it can read nor a root panics.
head -c 65536 /dev/zero > "$folder/work/no-initrd"
root "$(newer 3)" 'rm /boot/initrd.img' "write $folder/work/no-initrd /boot/initrd.img"; pack panics "$(newer 3)"
root "$(newer 4)" 'rm /boot/vmlinuz'; pack no-kernel "$(newer 4)"
printf '#!/bin/sh\necho "edge-test-hang: hanging" > /dev/console\nwhile :; do sleep 1000; done\n' > "$folder/work/hang"; chmod 0755 "$folder/work/hang"
root "$(newer 5)" 'rm /usr/lib/systemd/systemd' "write $folder/work/hang /usr/lib/systemd/systemd" 'sif /usr/lib/systemd/systemd mode 0100755'; pack hangs "$(newer 5)"

# What must be refused. Small contents do: RAUC looks at the signature and the manifest first.
small() { head -c 1048576 /dev/zero > "$folder/root.ext4"; }
mkdir -p "$folder/stranger"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$folder/stranger/bundle.key" -out "$folder/stranger/bundle.pem" -subj '/CN=A stranger' -days 3650 2> /dev/null
small; pack wrong-signer "$(newer 9)" edge-appliance-arm64 "$folder/stranger"
small; pack wrong-board "$(newer 9)" edge-other-board
small; pack downgrade 0.0.1
head -c "$(($(stat -c %s "$folder/good.raucb") / 2))" "$folder/good.raucb" > "$folder/truncated.raucb"
rm -rf "$folder/work" "$folder/root" "$folder/stranger"
touch "$folder/made"
