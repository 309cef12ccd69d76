# The first start of a card: is everything in place?
say "note slot $(slot) version $(version) $(uname -r)"
grew() { [ "$(df -B1M --output=size /data | tail -n 1)" -gt 1500 ] && mountpoint -q /data; }
option() { findmnt -no OPTIONS "$1" | tr ',' '\n' | grep -qx "$2"; }
holds "data partition made and grown to the card's end" within 60 grew
ready_in() { within 240 ready; }
holds "daemon ready" ready_in
say "note ready $(uptime) s after the kernel's start"
holds "root is read-only" option / ro
holds "nothing is written to the root" sh -c '! touch /usr/x && ! touch /etc/x'
holds "data is noatime" option /data noatime
holds "state and configuration lie on data" sh -c 'mountpoint -q /var/lib/edge-appliance && mountpoint -q /etc/edge-appliance && [ -d /data/state ]'
holds "the daemon runs as its own user" sh -c '[ "$(stat -c %U "/proc/$(systemctl show edge-appliance -P MainPID)")" = edge-appliance ]'
holds "FAT is read-only" option /boot/firmware ro
holds "no swap" sh -c '[ "$(wc -l < /proc/swaps)" = 1 ]'
holds "journal in memory" sh -c '[ -d /run/log/journal ] && [ ! -e /var/log/journal ]'
holds "watchdog is on" within 30 sh -c 'grep -q active /sys/class/watchdog/watchdog0/state'
holds "firewall drops" sh -c 'nft list chain inet edge input | grep -q "policy drop"'
holds "the daemon's sockets are let through" sh -c 'nft list set inet edge appliance | grep -q "elements"'
holds "no ssh without a key" is edge-ssh ActiveState inactive
holds "no password" sh -c '! cut -d: -f2 /etc/shadow | grep -Eqv "^[!*]+$"'
holds "no login asks" sh -c '! pgrep -x agetty && ! pgrep -x login'
holds "the machine has an id that is kept" sh -c '[ "$(dd if=/dev/disk/by-partlabel/bootenv bs=512 skip=128 count=1 2>/dev/null | head -n 1)" = "machine-id=$(cat /etc/machine-id)" ]'
holds "secrets can be sealed for this machine" sh -c 'echo secret | systemd-creds encrypt --with-key=host --name=x - /data/os/x.cred && [ "$(systemd-creds decrypt --name=x /data/os/x.cred -)" = secret ]'
holds "systemd keeps its state on data" sh -c '[ -s /data/system/systemd/credential.secret ]'
holds "the light can flicker" sh -c 'grep -qw ledtrig_timer /proc/modules'
holds "time is asked of other servers, too" is edge-clock.timer ActiveState active
holds "time is asked for" is systemd-timesyncd ActiveState active
holds "network is up" within 60 sh -c 'ip -4 addr show | grep -q "inet 10.0.2"'
holds "self-test of the daemon" edge-appliance --self-test
holds "updates of the system are waited for" is edge-system-update.path ActiveState active
holds "slot is marked good" within 120 good
holds "no unit failed" sh -c '[ -z "$(systemctl --failed --no-legend --plain)" ]'
systemctl --failed --no-legend --plain | while read -r line; do say "note failed unit: $line"; journalctl -b -u "${line%% *}" -o cat -n 6 --no-pager | while read -r said; do say "note   $said"; done; done
say "note memory used $(awk '/MemTotal/ { total = $2 } /MemAvailable/ { print int((total - $2) / 1024) }' /proc/meminfo) MB; root $(df -B1M --output=used / | tail -n 1 | tr -d ' ') MB"
systemd-analyze 2> /dev/null | head -n 1 | while read -r line; do say "note $line"; done
systemd-analyze blame 2> /dev/null | head -n 8 | while read -r line; do say "note   $line"; done
off
