# After the last cut: the board is as it shall be, and everything is sent.
[ -e /etc/edge-appliance/job ] || { cp job.json /etc/edge-appliance/appliance.json && touch /etc/edge-appliance/job && systemctl restart edge-appliance; }
holds "daemon ready after the cuts" within 240 ready
holds "data is mounted, and was not given up" sh -c 'mountpoint -q /data && [ -e /data/os/attempt-A ]'
holds "nothing is wrong with the boot environment" sh -c '/usr/lib/edge-image/boot-env dump | grep -q "^copy=[01]"'
say "note $(/usr/lib/edge-image/boot-env dump | tr '\n' ' ')"
holds "no slot was given up" sh -c '[ ! -e /data/os/fallback ]'
sleep 20
off
