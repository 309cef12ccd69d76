# data-lost.sh begin | lost | anew: a start that makes the data partition; one that finds it overwritten; and those after the wish to make it anew, of which
# the first starts the board again by itself.
case "$1" in
  begin) holds "daemon ready" within 240 ready ;;
  lost)
    told() { grep -q 'data partition cannot be read' /boot/firmware/provision-report.txt; }
    holds "the report says what is wrong" within 240 told
    holds "the data partition is left as it is" sh -c '! mountpoint -q /data && ! blkid /dev/edge/data'
    holds "the daemon does not run without it" sh -c '! systemctl is-active -q edge-appliance' ;;
  anew)
    if ! mountpoint -q /data; then say "note it is made anew"; exit; fi
    holds "the data partition was made anew" within 60 mountpoint -q /data
    holds "daemon ready with it" within 240 ready
    holds "the wish is gone" test ! -e /boot/firmware/factory-reset
    holds "the report says what was done" grep -q 'as it left the factory' /boot/firmware/provision-report.txt ;;
esac
off
