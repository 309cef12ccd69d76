#!/usr/bin/env bash
# initrd.sh KERNEL PUBLISHED OUT: one initial file system of busybox, the kernel's modules that the test needs, the published daemon, mosquitto and
# the guest's scripts. Reads nothing but this machine's packages and the two folders.
set -euo pipefail
kernel="$(realpath "$1")" published="$(realpath "$2")" out="$3" here="$(dirname "$(realpath "${BASH_SOURCE[0]}")")"
modules=(configfs gpio-sim i2c-dev i2c-stub lm75 ti-ads1015 bmp280-i2c iio-trig-hrtimer can-raw vcan vivid)
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{bin,sbin,modules,proc,sys,dev,tmp,run,etc,state,lib,lib64,opt}
busybox="$(command -v busybox)"
cp "$busybox" "$work/bin/busybox"
for applet in sh mount insmod ip i2cset cat echo ls mkdir sleep usleep grep sed awk wget wc kill head tail cp rm poweroff date tr seq dmesg rmdir readlink basename chmod; do ln -s busybox "$work/bin/$applet"; done

# Modules in the order in which they need each other; one that is part of the kernel itself is not there.
for module in "${modules[@]}"; do
  modprobe -d "$kernel/root" -S "$(cat "$kernel/version")" --show-depends "$module" 2>/dev/null || echo "initrd.sh: the kernel has no module $module" >&2
done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' > "$work/list"
while read -r module; do
  name="$(basename "$module")"
  case "$module" in
    *.xz)  xz -dc "$module" > "$work/modules/${name%.xz}"; name="${name%.xz}" ;;
    *.zst) zstd -qdc "$module" > "$work/modules/${name%.zst}"; name="${name%.zst}" ;;
    *)     cp "$module" "$work/modules/" ;;
  esac
  echo "$name" >> "$work/modules/order"
done < "$work/list"
rm "$work/list"

cp "$published/edge-appliance" "$published"/*.so "$work/opt/"
cp "$(command -v mosquitto || echo /usr/sbin/mosquitto)" "$(command -v mosquitto_sub)" "$work/sbin/"
# Each library where the loader looks first, whatever its place here.
for program in "$work/opt"/* "$work/sbin"/*; do ldd "$program" 2>/dev/null | awk '$2 == "=>" { print $3 } $1 ~ /^\// { print $1 }'; done | sort -u | while read -r library; do
  case "$library" in *ld-linux*) cp -L "$library" "$work/lib64/" ;; *) cp -L "$library" "$work/lib/" ;; esac
done
cp -r "$here/guest/." "$work/"
chmod +x "$work/init"
echo "root:x:0:0:root:/:/bin/sh" > "$work/etc/passwd"
echo "127.0.0.1 localhost" > "$work/etc/hosts"
( cd "$work" && find . -print0 | cpio -0 --quiet -o -H newc -R 0:0 ) | gzip -1 > "$out"
