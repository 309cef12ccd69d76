# flash → first start: everything in place; then a second start, in which what was made is still there.
card_new first-boot
board_run 300 first-boot.sh || true
guest_checks
holds "first boot ended by itself" saw 'edge-test: end'
echo "note phases: boot loader $(at 'edge-boot: slot') s, user space $(at 'edge-os: slot') s, daemon ready $(at 'ok daemon ready') s, ended $(at 'edge-test: end') s after power on"
holds "data partition is whole" data_check
