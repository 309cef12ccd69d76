#!/usr/bin/env bash
# run.sh OUT [SCENARIO…]: the image of the folder OUT in an emulated board (qemu, no KVM, U-Boot, the card as a disk). SCENARIO is "all", "smoke", or names
# of files in scenarios/ without number and ending. Each claim is a line; the last line counts them. EDGE_SLOW (3) is how much longer than on a quiet
# machine a step may take. Ends with 0 where every claim held.
set -euo pipefail
here="$(dirname "$(realpath "${BASH_SOURCE[0]}")")"
out="$(realpath "${1:-artifacts/image}")"; shift || true
slow="${EDGE_SLOW:-3}" work="${EDGE_IMAGE_TEST_WORK:-$out/test}"
image="$(ls -t "$out"/edge-appliance-*-arm64.img 2> /dev/null | head -n 1)" bios="$out/u-boot-qemu-arm64.bin"
[ -n "$image" ] || { echo "image-test: $out holds no image; ./build.sh image makes it" >&2; exit 1; }
for tool in qemu-system-aarch64 qemu-img sfdisk mke2fs e2fsck mcopy; do
  command -v "$tool" > /dev/null || { echo "image-test: $tool is not installed; ./build.sh image-test says what brings it" >&2; exit 1; }
done
mkdir -p "$work"
exec 3>&1
. "$here/board.sh"
trap 'for process in "${board:-}" "${listener:-}" "${broker:-}"; do [ -z "$process" ] || kill -9 "$process" 2> /dev/null || true; done' EXIT
wanted=" ${*:-all} "
for scenario in "$here"/scenarios/*.sh; do
  name="$(basename "$scenario" .sh)"; name="${name#*-}"
  case "$wanted" in *" all "*) ;; *" smoke "*) [ "$name" = first-boot ] || continue ;; *" $name "*) ;; *) continue ;; esac
  echo "== $name"
  began="$SECONDS"
  . "$scenario"
  echo "note $name took $((SECONDS - began)) s"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
