#!/usr/bin/env bash
# 80-reports.sh: what is in the image: sbom.json (CycloneDX 1.5, from the packages), sizes.txt.
set -euo pipefail
root="$WORK/root"
{
  printf '{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"metadata":{"timestamp":"%s","component":{"type":"operating-system","name":"edge-appliance-image","version":"%s"}},"components":[' \
    "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" "$VERSION"
  printf '{"type":"application","name":"edge-appliance","version":"%s","hashes":[{"alg":"SHA-256","content":"%s"}]}' "$VERSION" "$(sha256sum "$root/usr/lib/edge-appliance/edge-appliance" | cut -d' ' -f1)"
  while read -r name version architecture source; do
    printf ',{"type":"library","name":"%s","version":"%s","purl":"pkg:deb/debian/%s@%s?arch=%s&distro=debian-13&upstream=%s"}' \
      "$name" "$version" "$name" "$(printf '%s' "$version" | sed 's/+/%2B/g; s/:/%3A/g; s/~/%7E/g')" "$architecture" "$source"
  done < "$OUT/packages.txt"
  echo ']}'
} > "$OUT/sbom.json"
megabytes() { awk -v bytes="$1" 'BEGIN { printf "%7.1f MB", bytes / 1e6 }'; }
{
  echo "$(megabytes "$(stat -c %s "$OUT/edge-appliance-$VERSION-arm64.img.zst")")  the image, packed (120 MB at most)"
  echo "$(megabytes "$(du -sb --apparent-size "$root" | cut -f1)")  the root (350 MB at most)"
  echo "$(megabytes "$(stat -c %s "$OUT/edge-appliance-$VERSION-arm64.raucb")")  an update of a slot"
  echo
  echo "The root's largest parts:"
  (cd "$root" && du -b --max-depth=4 --apparent-size . | sort -rn | head -n 40 | while read -r bytes path; do echo "$(megabytes "$bytes")  $path"; done)
} > "$OUT/sizes.txt"
head -n 3 "$OUT/sizes.txt"
packed="$(stat -c %s "$OUT/edge-appliance-$VERSION-arm64.img.zst")"
[ "$packed" -le 120000000 ] || echo "image: larger than it shall be: $packed bytes packed" >&2
