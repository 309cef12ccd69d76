#!/usr/bin/env bash
# 50-boot.sh: the FAT partition ($WORK/boot.vfat: the Raspberry Pi's firmware, U-Boot, its script and device trees) and the boot environment ($WORK/bootenv.raw).
set -euo pipefail
boot="$WORK/boot"
rm -rf "$boot"; mkdir -p "$boot/overlays"
firmware="$WORK/firmware/usr/lib"
cp "$firmware"/raspi-firmware/{start4.elf,fixup4.dat} "$boot/"
cp "$firmware"/raspi-firmware/overlays/*.dtbo "$boot/overlays/"
cp "$WORK"/root/usr/lib/modules/*/dtb/broadcom/bcm271[12]*.dtb "$boot/"
cp "$firmware/u-boot/rpi_arm64/u-boot.bin" "$boot/u-boot.bin"
cp "$IMAGE/boot/config.txt" "$boot/"
cp "$IMAGE/boot/README.txt" "$boot/"
echo "$VERSION" > "$boot/edge-version.txt"
mkimage -A arm64 -O linux -T script -C none -n edge-boot -d "$IMAGE/boot/boot.cmd" "$boot/boot.scr" > /dev/null
find "$boot" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +

rm -f "$WORK/boot.vfat"
truncate -s 64M "$WORK/boot.vfat"
mkfs.vfat --invariant -F 32 -n EDGE-BOOT -i ed6eb007 "$WORK/boot.vfat" > /dev/null
(cd "$boot" && for entry in *; do TZ=UTC mcopy -m -s -i "$WORK/boot.vfat" "$entry" ::/; done)

rm -f "$WORK/bootenv.raw"
truncate -s 1M "$WORK/bootenv.raw"
boot_env() { EDGE_BOOT_ENV="$WORK/bootenv.raw" "$IMAGE/root/usr/lib/edge-image/boot-env" "$@"; }
boot_env set-state A good
boot_env set BOOT_ORDER 'A B'
# What U-Boot of the emulator is started from.
cp "$firmware/u-boot/qemu_arm64/u-boot.bin" "$OUT/u-boot-qemu-arm64.bin"
