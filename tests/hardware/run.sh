#!/usr/bin/env bash
# run.sh PUBLISHED WORK: starts the guest and prints what it found. Ends with 0 where every check held. WORK keeps the kernel, the guest and the whole
# serial line; EDGE_GUEST_SECONDS (300) bounds how long it may take.
set -euo pipefail
published="$(realpath "$1")" work="$2" here="$(dirname "$(realpath "${BASH_SOURCE[0]}")")"
mkdir -p "$work"
"$here/kernel.sh" "$work/kernel"
"$here/initrd.sh" "$work/kernel" "$published" "$work/initrd"
echo "hardware-test: kernel $(cat "$work/kernel/version"), emulated"
started="$SECONDS"
timeout "${EDGE_GUEST_SECONDS:-300}" qemu-system-x86_64 -accel tcg -cpu max -smp 2 -m 768 -nic none -display none -no-reboot \
  -kernel "$work/kernel/vmlinuz" -initrd "$work/initrd" -append "console=ttyS0 quiet panic=-1 rdinit=/init" -serial stdio < /dev/null > "$work/serial.log" 2>&1 || true
tr -d '\r' < "$work/serial.log" | grep -E '^(ok|FAILED|note) ' || true
echo "hardware-test: the guest ran $((SECONDS - started)) s; its serial line is in $work/serial.log"
tr -d '\r' < "$work/serial.log" > "$work/serial.txt"
grep -q '^ok end' "$work/serial.txt" && ! grep -q '^FAILED' "$work/serial.txt"
