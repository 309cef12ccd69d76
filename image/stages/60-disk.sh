#!/usr/bin/env bash
# 60-disk.sh: the card's content by genimage, packed with its block map, checksum and signature.
set -euo pipefail
name="edge-appliance-$VERSION-arm64.img"
sed "s/@NAME@/$name/; s/@SLOT@/$SLOT/" "$IMAGE/disk.cfg.in" > "$WORK/disk.cfg"
rm -rf "$WORK/genimage" "$WORK/empty"; mkdir -p "$WORK/empty"
genimage --config "$WORK/disk.cfg" --inputpath "$WORK" --outputpath "$OUT" --rootpath "$WORK/empty" --tmppath "$WORK/genimage" --loglevel 0 2> "$WORK/genimage.log" || { cat "$WORK/genimage.log" >&2; exit 1; }
image="$OUT/$name"
# The map leaves out the file's holes, but the zeros of a FAT count where the card has held something else before, and so do those of the boot environment,
# where the last one's machine id was. Their places are disk.cfg's.
dd if="$WORK/boot.vfat" of="$image" bs=1M seek=4 conv=notrunc status=none
dd if="$WORK/bootenv.raw" of="$image" bs=1M seek=68 conv=notrunc status=none
# Only what is used is in the map; the times of its comment are given, so that it is the same each time.
bmaptool --quiet create "$image" -o "$image.bmap" 2> /dev/null
zstd -q -f -T0 -"${EDGE_IMAGE_ZSTD:-19}" "$image" -o "$image.zst"
(cd "$OUT" && sha256sum "$name.zst" > "$name.zst.sha256")
openssl dgst -sha256 -sign "$KEYS/image.key" -out "$image.zst.sig" "$image.zst"
cp "$KEYS/image.pub.pem" "$OUT/image-key.pub.pem"
