#!/usr/bin/env bash
# What boot-test.sh runs beside the unit.
set -u

say() { # say NAME COMMAND...: whether the command holds
  local name="$1"; shift
  if "$@" > /tmp/said 2>&1; then echo "ok $name"; else echo "FAILED $name: $(tail -3 /tmp/said | tr '\n' ' ')"; fi
}

within() { # within SECONDS COMMAND...: tries it until it holds
  local end=$((SECONDS + $1)); shift
  until "$@"; do [ "$SECONDS" -lt "$end" ] || return 1; sleep 0.2; done
}

is() { [ "$(systemctl show edge-appliance --property="$1" --value)" = "$2" ]; }
readings() { edgectl sources --json | python3 -c 'import json,sys; print({s["name"]: s["readings"] for s in json.load(sys.stdin)["sources"]}[sys.argv[1]])' "$1"; }
reads_sensors() { [ "$(readings board)" -gt 10 ]; }
runs_model() { edgectl models --json | python3 -c 'import json,sys; m = json.load(sys.stdin)["models"][0]; sys.exit(not (m["state"] == "running" and m["runs"] > 0))'; }
pid() { systemctl show edge-appliance --property=MainPID --value; }
own_user() { [ "$(stat -c %U "/proc/$(pid)")" = edge-appliance ] && grep -q '^CapEff:.0*$' "/proc/$(pid)/status" && grep -q '^NoNewPrivs:.1$' "/proc/$(pid)/status" && grep -q '^Seccomp:.2$' "/proc/$(pid)/status"; }
comes_back() { local before; before="$(pid)"; kill -9 "$before"; within 20 restarted "$before"; }
restarted() { is ActiveState active && [ "$(pid)" != "$1" ] && [ "$(pid)" != 0 ]; }
hangs() { local before; before="$(pid)"; kill -STOP "$before"; within 20 restarted "$before"; }
fed() { sleep 7; is NRestarts 0 && is ActiveState active; }

say ready within 30 is ActiveState active
say status-text test -n "$(systemctl show edge-appliance --property=StatusText --value)"
say own-user own_user
say state-directory test "$(stat -c '%U %a' /var/lib/edge-appliance)" = "edge-appliance 750"
say sensors within 20 reads_sensors
say model within 20 runs_model
say simulate edgectl simulate --devices 3 --rate 0 --count 200
say doctor edgectl doctor
say watchdog-fed fed
say reload systemctl reload edge-appliance
say active-after-reload within 5 is ActiveState active
say comes-back-after-kill comes_back
say ready-after-kill within 20 runs_model
say comes-back-when-it-hangs hangs
say stop systemctl stop edge-appliance
say stopped-cleanly is Result success
echo "$(journalctl -u edge-appliance --no-pager -o cat -p warning | head -5 | sed 's/^/log: /')"
echo "ok end"
