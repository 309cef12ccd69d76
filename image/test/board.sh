# Sourced by run.sh: an emulated arm64 board with a card, and what is injected into the image that is shipped. Nothing of the tests is in the image:
# systemd takes a unit from the emulator's firmware configuration, which boards do not have, and the unit runs a script from a second disk.
#
#   card_new NAME                  a new card from the image (an overlay: the image stays as it is); the commands below work on the last one
#   card_put FILE NAME             puts a file on the FAT partition; card_get NAME prints one
#   board_run SECONDS SCRIPT ARG…  starts the board with guest/SCRIPT, and waits until it powers off; its serial line is in $serial
#   board_start SCRIPT ARG…        the same in the background, as process $board; board_wait SECONDS, board_kill
#   saw PATTERN                    whether the serial line has a line of that pattern
#   holds NAME COMMAND…            prints "ok NAME" or "FAILED NAME", and counts

passed=0 failed=0 skipped=0
holds() {
  local name="$1"; shift
  if "$@" > /dev/null 2>&1; then echo "ok $name"; passed=$((passed + 1)); else echo "FAILED $name (see $serial)"; failed=$((failed + 1)); fi
}
skip() { echo "skipped $1: $2"; skipped=$((skipped + 1)); }
saw() { grep -Eqs -- "$1" "$serial"; }

card_new() {
  card="$work/$1.qcow2" serial="$work/$1.log"
  rm -f "$card" "$serial"
  qemu-img create -q -f qcow2 -b "$image" -F raw "$card" "${2:-3G}"
  boots=0
}

# fat_edit COMMAND…: runs an mtools command with -i on the card's FAT partition, which lies 4 MiB in.
fat_edit() {
  local fat="$work/fat.img" tool="$1"; shift
  rm -f "$fat.whole"
  qemu-img dd -f qcow2 -O raw bs=1M skip=4 count=64 "if=$card" "of=$fat.whole" 2> /dev/null
  mv "$fat.whole" "$fat"
  MTOOLS_SKIP_CHECK=1 "$tool" -i "$fat" "$@"
}
card_put() {
  fat_edit mcopy -o "$1" "::/$2"
  local map; map="$work/put.raw"
  qemu-img convert -f qcow2 -O raw "$card" "$map"
  dd if="$work/fat.img" of="$map" bs=1M seek=4 conv=notrunc status=none
  qemu-img convert -f raw -O qcow2 "$map" "$card.new" && mv "$card.new" "$card"
  rm -f "$map"
}
card_get() { fat_edit mtype "::/$1"; }

# data_check: whether the data partition's file system is whole once its journal was replayed.
data_check() {
  local raw="$work/check.raw" start size
  qemu-img convert -f qcow2 -O raw "$card" "$raw"
  read -r start size < <(sfdisk -d "$raw" 2> /dev/null | sed -n 's/.*start= *\([0-9]*\), size= *\([0-9]*\).*name="data".*/\1 \2/p')
  [ -n "${start:-}" ] || { rm -f "$raw"; return 1; }
  dd if="$raw" of="$work/data.raw" bs=1M skip="$((start / 2048))" count="$(((size + 2047) / 2048))" conv=sparse status=none
  rm -f "$raw"
  e2fsck -fp "$work/data.raw" > "$work/fsck.log" 2>&1 || [ $? -eq 1 ]
}

# test_disk SCRIPT ARG…: the second disk: the guest's scripts, what is to be run, and the files of $extra.
test_disk() {
  local folder="$work/test-disk"
  rm -rf "$folder"; mkdir -p "$folder"
  cp "$here"/guest/* "$folder/"
  [ -z "${extra:-}" ] || cp -r "$extra"/. "$folder/"
  { echo '#!/bin/sh'; echo "cd /run/edge-test && . ./checks.sh"; printf '. ./%s' "$1"; shift; printf ' %q' "$@"; echo; } > "$folder/run"
  chmod 0755 "$folder"/*
  rm -f "$work/test.img"
  mke2fs -q -t ext4 -F -O ^has_journal -d "$folder" "$work/test.img" "$(($(du -sm "$folder" | cut -f1) + 32))M" > /dev/null
}

board_start() {
  test_disk "$@"
  boots=$((boots + 1))
  # Names of firmware configuration have 55 characters at most, so the unit is called t. A mount that requires it makes it start.
  echo 'tmpfs /run/edge-test-wants tmpfs nofail,x-systemd.requires=t.service 0 0' > "$work/fstab"
  printf '%s\n' '[Unit]' 'Description=The test' 'After=basic.target dev-disk-by\x2did-virtio\x2dEDGETEST.device' 'Requires=dev-disk-by\x2did-virtio\x2dEDGETEST.device' 'DefaultDependencies=no' '[Service]' 'Type=exec' \
    'ExecStartPre=/bin/sh -c "mkdir -p /run/edge-test && mount -o ro /dev/disk/by-id/virtio-EDGETEST /run/edge-test"' 'ExecStart=/bin/bash /run/edge-test/run' \
    'StandardOutput=tty' 'StandardError=tty' 'TTYPath=/dev/console' > "$work/unit"
  echo "${healthy_seconds:-5} ${health_deadline:-240}" > "$work/health"
  local credential=opt/io.systemd.credentials
  qemu-system-aarch64 -M virt -cpu cortex-a72 -smp 2 -m 1024 -accel tcg,thread=multi -nographic -bios "$bios" \
    -drive "if=none,id=card,file=$card,format=qcow2,cache=writeback" -device virtio-blk-pci,drive=card \
    -drive "if=none,id=test,file=$work/test.img,format=raw,readonly=on" -device virtio-blk-pci,drive=test,serial=EDGETEST \
    -netdev "user,id=net,${network:-restrict=off}" -device virtio-net-pci,netdev=net,romfile= -device virtio-rng-pci -device i6300esb -action watchdog=reset \
    -fw_cfg "name=$credential/systemd.extra-unit.t.service,file=$work/unit" -fw_cfg "name=$credential/fstab.extra,file=$work/fstab" \
    -fw_cfg "name=$credential/edge.health,file=$work/health" \
    -serial mon:stdio "${qemu_more[@]}" < /dev/null > >(stamp >> "$serial") 2>&1 &
  board=$!
}
qemu_more=()

# stamp: puts the seconds since the board was powered on before each line.
stamp() {
  local begin="${EPOCHREALTIME/./}" tenths line
  while IFS= read -r line; do
    tenths="$(((${EPOCHREALTIME/./} - begin) / 100000))"
    printf '%4d.%d %s\n' "$((tenths / 10))" "$((tenths % 10))" "${line%$'\r'}"
  done
}

board_wait() { # board_wait SECONDS: whether it powered off in time
  local end=$((SECONDS + $1 * slow))
  while kill -0 "$board" 2> /dev/null; do
    [ "$SECONDS" -lt "$end" ] || { echo "board: still running after $(($1 * slow)) s, ended" >> "$serial"; board_kill; return 1; }
    sleep 0.2
  done
  wait "$board" 2> /dev/null || true
}
board_kill() { kill -9 "$board" 2> /dev/null || true; wait "$board" 2> /dev/null || true; }
board_until() { # board_until SECONDS PATTERN: waits for a line
  local end=$((SECONDS + $1 * slow))
  until saw "$2"; do { [ "$SECONDS" -lt "$end" ] && kill -0 "$board" 2> /dev/null; } || return 1; sleep 0.2; done
}
board_run() { local seconds="$1"; shift; board_start "$@"; board_wait "$seconds"; }

# guest_checks: takes over what the guest held or did not hold since the last call.
guest_checks() {
  local line
  while read -r line; do
    case "$line" in
      ok\ *) echo "$line"; passed=$((passed + 1)) ;;
      FAILED\ *) echo "$line"; failed=$((failed + 1)) ;;
      skipped\ *) echo "$line"; skipped=$((skipped + 1)) ;;
      note\ *) echo "$line" ;;
    esac
  done < <(sed -n 's/^ *[0-9.]* edge-test: //p' "$serial")
}

# at PATTERN: when the first line of that pattern came, in seconds since the power went on.
at() { awk -v pattern="$1" '$0 ~ pattern { print $1; exit }' "$serial"; }
