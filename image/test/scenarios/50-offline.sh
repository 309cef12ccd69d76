# A cold start with no network at all, the clock at 1970.
card_new offline
qemu_more=(-rtc base=1970-01-01T00:00:00,clock=vm)
network=restrict=on,dhcpstart=10.0.2.15 board_run 120 offline.sh || true
qemu_more=()
guest_checks
