#!/usr/bin/env bash
# 30-kernel.sh: the kernel, its modules and its initrd into $WORK/root, made on this machine without emulation. What no gateway needs is left out.
set -euo pipefail
root="$WORK/root"
version="$(ls "$WORK/kernel/usr/lib/modules")"
modules="$root/usr/lib/modules/$version"
mkdir -p "$root/usr/lib/modules" "$root/boot/firmware"
cp -a "$WORK/kernel/usr/lib/modules/$version" "$modules"
image="$(find "$WORK/kernel" -name "vmlinu*-$version" -o -name vmlinuz -o -name vmlinux | head -n 1)"
[ -n "$image" ] || { echo "image: no kernel lies in the kernel's packages" >&2; exit 1; }
cp "$image" "$root/boot/vmlinuz"
# Gzipped kernels are for boot loaders that unpack; booti does not.
if [ "$(head -c 2 "$root/boot/vmlinuz" | od -An -tx1 | tr -d ' ')" = 1f8b ]; then gzip -dc < "$image" > "$root/boot/vmlinuz"; fi
while read -r path; do rm -rf "${modules:?}/kernel/$path"; done < <(sed 's/#.*//; /^ *$/d' "$IMAGE/modules-left-out.list")
find "$modules/dtb" -mindepth 1 -maxdepth 1 ! -name broadcom ! -name nvidia -exec rm -rf {} +
rm -f "$modules"/vmlinu* "$modules/System.map" "$modules/config" "$modules/build" "$modules/source"
depmod -b "$root" "$version"

# The initrd: busybox and the modules that reach the root, in the order in which they are loaded.
initrd="$WORK/initrd"
rm -rf "$initrd"; mkdir -p "$initrd"/{bin,m,proc,sys,dev,root,run}
cp "$root/usr/bin/busybox" "$initrd/bin/busybox"
for name in sh mount insmod switch_root sleep cat ls mkdir dd sed head tr sync; do ln -s busybox "$initrd/bin/$name"; done
install -m 0755 "$IMAGE/initrd/init" "$initrd/init"
: > "$initrd/m/order"
sed 's/#.*//; /^ *$/d' "$IMAGE/initrd/modules.list" | while read -r module parameters; do
  modprobe -d "$root" -S "$version" --show-depends "$module" 2> /dev/null | awk -v module="$module" -v parameters="$parameters" '
    $1 == "insmod" { name = $2; sub(/.*\//, "", name); sub(/\.ko.*/, "", name); print $2, (name == module ? parameters : "") }' ||
    echo "image: no module $module in this kernel" >&2
done | awk '!seen[$1]++' | while read -r file parameters; do
  name="$(basename "$file" .xz)"
  case "$file" in *.xz) xz -dc "$file" > "$initrd/m/$name" ;; *) cp "$file" "$initrd/m/$name" ;; esac
  echo "$name $parameters" >> "$initrd/m/order"
done
find "$initrd" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
(cd "$initrd" && find . -print0 | LC_ALL=C sort -z | cpio -0 --quiet -o -H newc --reproducible -R 0:0) | zstd -q -19 > "$root/boot/initrd.img"
