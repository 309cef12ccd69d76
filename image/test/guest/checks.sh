# Sourced by what runs in the guest. Lines of "edge-test: " are read by the host.
say() { echo "edge-test: $*"; }
holds() { local name="$1"; shift; if "$@" > /tmp/held 2>&1; then echo 0 > /tmp/held.code; say "ok $name"; else echo 1 > /tmp/held.code; say "FAILED $name: $(tail -n 3 /tmp/held | tr '\n' ' ' | cut -c1-300)"; fi; }
within() { local end=$(($(cut -d. -f1 /proc/uptime) + $1)); shift; until "$@"; do [ "$(cut -d. -f1 /proc/uptime)" -lt "$end" ] || return 1; sleep 0.5; done; }
uptime() { cut -d' ' -f1 /proc/uptime; }
off() { say "end"; sync; systemctl poweroff; }
off_hard() { say "end"; sync; systemctl poweroff --force --force; }
is() { [ "$(systemctl show "$1" --property="$2" --value)" = "$3" ]; }
status() { edgectl status --json 2> /dev/null; }
ready() { status | grep -q '"ready": *true'; }
phase() { cat /data/os/test-phase 2> /dev/null || echo 0; }
phase_set() { echo "$1" > /data/os/test-phase; sync -f /data/os; }
slot() { tr ' ' '\n' < /proc/cmdline | sed -n 's/^rauc.slot=//p'; }
good() { [ "$(/usr/lib/edge-image/boot-env get "BOOT_$(slot)_GOOD")" = 1 ]; }
version() { cat /usr/lib/edge-image/version; }
