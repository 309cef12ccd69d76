# provision.json at the first start; at the second, a reset to what the factory made.
card_new provision
card_put "$here/guest/provision.json" provision.json
board_run 150 provision.sh provisioned || true
guest_checks
if ! saw 'skipped provisioning'; then
  holds "the report is readable on another computer" sh -c "$(declare -f fat_edit card_get); work='$work' card='$card' card_get provision-report.txt | grep -q pump-7"
  : > "$work/empty"
  card_put "$work/empty" factory-reset
  serial="$work/reset.log"; rm -f "$serial"
  board_run 150 provision.sh reset || true
  guest_checks
  holds "data partition is whole" data_check
fi
