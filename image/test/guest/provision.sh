# provision.sh provisioned | reset: after a start with provision.json on the FAT partition; after one with factory-reset.
edgectl provision apply --help 2>&1 | grep -q -- --data || { say "skipped provisioning: this edgectl has no 'provision apply'"; off; exit; }
holds "daemon ready" within 240 ready
say "note $(journalctl -b -u edge-provision -o cat --no-pager | head -n 12 | tr '\n' '|')"
holds "a report is on the FAT partition" test -s /boot/firmware/provision-report.txt
holds "FAT is read-only again" sh -c 'findmnt -no OPTIONS /boot/firmware | grep -q "^ro"'
case "$1" in
  provisioned)
    holds "provision.json is gone" test ! -e /boot/firmware/provision.json
    holds "its host name" grep -qx pump-7 /proc/sys/kernel/hostname
    holds "its time zone" sh -c 'date +%Z | grep -q CE'
    holds "its key was made on the device" test -s /data/state/identity/device.key
    holds "a request to sign is on the FAT partition" test -s /boot/firmware/device.csr
    holds "the secret is sealed" sh -c '! grep -rqs "of the broker" /data/config /boot/firmware'
    holds "the daemon is that device" sh -c 'edgectl status --json | grep -q "\"device\": *\"pump-7\""'
    holds "its page is there" within 60 sh -c 'ss -lnt | grep -q ":443 "'
    holds "it is healthy with what was sealed" within 120 grep -qx healthy "/data/os/attempt-$(slot)"
    holds "ssh runs, by its key" within 60 is edge-ssh ActiveState active
    holds "ssh is let through" sh -c 'nft list set inet edge ssh | grep -q elements' ;;
  reset)
    holds "the wish is gone" test ! -e /boot/firmware/factory-reset
    holds "the key is gone" test ! -e /data/state/identity/device.key
    holds "ssh is off again" is edge-ssh ActiveState inactive
    holds "it is nobody again" sh -c 'edgectl status --json | grep -q "\"device\": *\"unprovisioned\""' ;;
esac
off
