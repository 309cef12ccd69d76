#!/usr/bin/env bash
# build-image.sh VERSION PUBLISHED OUT: makes the image, an update and what describes them, in OUT. PUBLISHED is the folder of linux-arm64 that
# "./build.sh publish" fills. Its stages are the files of stages/, in their order; what they need is what build.sh installs for "image". Needs root.
set -euo pipefail
export VERSION="$1" PUBLISHED OUT IMAGE CACHE WORK KEYS SLOT SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC
IMAGE="$(dirname "$(realpath "${BASH_SOURCE[0]}")")"
PUBLISHED="$(realpath "$2")"
mkdir -p "$3"; OUT="$(realpath "$3")"
CACHE="${EDGE_IMAGE_CACHE:-$OUT/cache}" WORK="$OUT/work" KEYS="$OUT/keys"
SLOT="${EDGE_IMAGE_SLOT:-512M}"
# Times in the image are the last commit's.
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git -C "$IMAGE" log -1 --format=%ct 2> /dev/null || echo 1767225600)}"
umask 022
rm -rf "$WORK"; mkdir -p "$CACHE" "$WORK"
for stage in "$IMAGE"/stages/[0-9]*.sh; do
  started="$SECONDS"
  "$stage"
  printf 'image: %-12s %4d s\n' "$(basename "$stage" .sh)" "$((SECONDS - started))"
done
[ -n "${EDGE_IMAGE_KEEP_WORK:-}" ] || rm -rf "$WORK"
