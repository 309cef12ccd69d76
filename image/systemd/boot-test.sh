#!/usr/bin/env bash
# boot-test.sh PUBLISH_FOLDER: starts the unit under a systemd of its own (systemd-nspawn over a throw-away copy of this machine's root), and
# sees that the daemon becomes ready, feeds the watchdog, reads this machine's sensors, reloads, and comes back after a kill or when it hangs,
# all inside its sandbox. Needs root, systemd-container, and a kernel that has overlayfs. Prints "ok" or "FAILED" a line; ends with 0 where all held.
set -euo pipefail
published="$(realpath "$1")"
here="$(dirname "$(realpath "${BASH_SOURCE[0]}")")"
models="$(realpath "$here/../../models")"
work="$(mktemp -d /tmp/edge-boot-test.XXXXXX)"
trap 'umount -q "$work/root" || true; umount -q "$work" || true; rm -rf "$work"' EXIT
mount -t tmpfs -o size=1g edge-boot-test "$work"
mkdir "$work/upper" "$work/inner" "$work/root"
mount -t overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/inner" edge-boot-test "$work/root"
root="$work/root"

install -d "$root/usr/lib/edge-appliance" "$root/usr/share/edge-appliance" "$root/etc/edge-appliance" "$root/usr/lib/sysusers.d" "$root/etc/systemd/system"
cp -r "$published"/. "$root/usr/lib/edge-appliance/"
chmod 0755 "$root/usr/lib/edge-appliance"/*
ln -sf ../lib/edge-appliance/edge-appliance ../lib/edge-appliance/edgectl "$root/usr/bin/"
cp -r "$models" "$root/usr/share/edge-appliance/"
cp "$here/edge-appliance.service" "$root/etc/systemd/system/"
cp "$here/sysusers.conf" "$root/usr/lib/sysusers.d/edge-appliance.conf"
cat > "$root/etc/edge-appliance/appliance.json" <<'JSON'
{
  "device": { "id": "boot-test" },
  "listen": { "mqtt": "127.0.0.1:1883" },
  "sources": { "board": { "type": "system", "every": "100ms" }, "pump": { "type": "mqtt", "topic": "plant/pump/+/telemetry" } },
  "pipelines": { "host": { "from": "board", "steps": [{ "type": "window", "size": 50, "hop": 5 }, { "type": "infer", "model": "host-anomaly" }] } }
}
JSON
# Only so that the test need not wait half a minute for it.
install -d "$root/etc/systemd/system/edge-appliance.service.d"
printf '[Service]\nWatchdogSec=3s\nTimeoutAbortSec=2s\n' > "$root/etc/systemd/system/edge-appliance.service.d/short.conf"
install -m 0755 "$here/boot-test-inside.sh" "$root/usr/local/bin/boot-test-inside"
cat > "$root/etc/systemd/system/boot-test.service" <<'UNIT'
[Unit]
Description=The boot test
[Service]
Type=oneshot
ExecStart=/usr/local/bin/boot-test-inside
StandardOutput=append:/boot-test.log
StandardError=inherit
ExecStopPost=/bin/systemctl poweroff --force
UNIT
cat > "$root/etc/systemd/system/boot-test.target" <<'UNIT'
[Unit]
Description=Nothing but the boot test
Requires=sysinit.target boot-test.service edge-appliance.service
After=sysinit.target
AllowIsolate=yes
UNIT

timeout 180 systemd-nspawn --quiet --register=no --keep-unit --private-network --directory="$root" --boot systemd.unit=boot-test.target > "$work/console" 2>&1 || true
cat "$root/boot-test.log" 2>/dev/null || { echo "FAILED boot: the container said:"; tail -20 "$work/console"; exit 1; }
grep -q '^ok' "$root/boot-test.log" && ! grep -q '^FAILED' "$root/boot-test.log" && grep -q '^ok end' "$root/boot-test.log"
