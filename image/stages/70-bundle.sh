#!/usr/bin/env bash
# 70-bundle.sh: the update of a slot as a RAUC bundle, signed. "plain": verity bundles do not install under this kernel with RAUC 1.13.
set -euo pipefail
bundle="$WORK/bundle"
out="$OUT/edge-appliance-$VERSION-arm64.raucb"
rm -rf "$bundle" "$out"; mkdir -p "$bundle"
ln "$WORK/root.ext4" "$bundle/root.ext4"
cat > "$bundle/manifest.raucm" <<MANIFEST
[update]
compatible=${EDGE_IMAGE_COMPATIBLE:-edge-appliance-arm64}
version=$VERSION

[bundle]
format=plain

[image.rootfs]
filename=root.ext4
MANIFEST
touch -d "@$SOURCE_DATE_EPOCH" "$bundle/manifest.raucm" "$bundle"
rauc bundle --cert="$KEYS/bundle.pem" --key="$KEYS/bundle.key" --mksquashfs-args="-comp zstd -Xcompression-level ${EDGE_IMAGE_ZSTD:-19} -all-root" "$bundle" "$out" > "$WORK/rauc.log" 2>&1 ||
  { cat "$WORK/rauc.log" >&2; exit 1; }

# The same for a repository: what models find in it, as far as it is known here.
system="$OUT/system"
rm -rf "$system"; mkdir -p "$system"
ln "$out" "$system/"
appliance="$(sed -n 's/.*<VersionPrefix>\(.*\)<\/VersionPrefix>.*/\1/p' "$IMAGE/../Directory.Build.props")"
runtime="$(sed -n 's/.*Include="Microsoft.ML.OnnxRuntime" Version="\([^"]*\)".*/\1/p' "$IMAGE/../Directory.Packages.props")"
cat > "$system/bundle.json" <<MANIFEST
{
  "format": 1, "kind": "system", "name": "os", "version": "$VERSION", "file": "$(basename "$out")", "board": "${EDGE_IMAGE_COMPATIBLE:-edge-appliance-arm64}",
  "requires": { "architectures": ["arm64"] },
  "provides": { "appliance": "$appliance"${runtime:+, "runtime": "$runtime"} }
}
MANIFEST
