# A card whose data partition was overwritten: the start tells so, and leaves it; with the wish for a reset it is made anew.
card_new data-lost
board_run 300 data-lost.sh begin || true
guest_checks
# overwrite: all copies of the superblock that a check could start from.
overwrite() {
  local raw="$work/lost.raw" start size
  qemu-img convert -f qcow2 -O raw "$card" "$raw"
  read -r start size < <(sfdisk -d "$raw" 2> /dev/null | sed -n 's/.*start= *\([0-9]*\), size= *\([0-9]*\).*name="data".*/\1 \2/p')
  [ -n "${start:-}" ] || { rm -f "$raw"; return 1; }
  dd if=/dev/zero of="$raw" bs=1M seek="$((start / 2048))" count="$((size / 2048))" conv=notrunc status=none
  qemu-img convert -f raw -O qcow2 "$raw" "$card.new" && mv "$card.new" "$card"
  rm -f "$raw"
}
holds "the data partition was overwritten" overwrite
serial="$work/data-lost-2.log"; rm -f "$serial"
board_run 300 data-lost.sh lost || true
guest_checks
holds "the console says so" saw 'The data partition cannot be read'
holds "the report says so on another computer" sh -c "$(declare -f fat_edit card_get); work='$work' card='$card' card_get provision-report.txt | grep -q 'data partition cannot be read'"
: > "$work/empty"
card_put "$work/empty" factory-reset
serial="$work/data-lost-3.log"; rm -f "$serial"
board_run 600 data-lost.sh anew || true
guest_checks
holds "data partition is whole" data_check
