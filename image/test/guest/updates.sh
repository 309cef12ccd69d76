# updates.sh BASE NAME…: bundles that are refused; then each of the named updates in turn: "good" stays, and every other one is given up with its reason told.
# Every start goes on from the phase noted on the data partition.
base="$1"; shift
updates=("$@")
home="$(cat /data/os/test-home 2> /dev/null || slot)"
say "note phase $(phase): slot $(slot) version $(version), $(uptime) s after the kernel's start"
must() { holds "$@"; [ "$(cat /tmp/held.code)" = 0 ] || { off_hard; exit; }; }
refused() { # refused NAME WORD: not installed, for that reason
  ! rauc install "/run/edge-test/$1.raucb" > /tmp/held 2>&1 && grep -qi "$2" /tmp/held
}
installed() { rauc install "/run/edge-test/$1.raucb" > /tmp/install 2>&1 || { cat /tmp/install; return 1; }; }
other() { [ "$home" = A ] && echo B || echo A; }
go_on() { # installs what is next, or ends
  local next="${updates[$(phase)]:-}"
  if [ -z "$next" ]; then off; exit; fi
  must "$next: installs to $(other)" installed "$next"
  echo "$home" > /data/os/test-home
  phase_set "$(($(phase) + 1))"
  say "note $next goes on trial, $(uptime) s after the kernel's start"
  systemctl reboot
  exit
}
fell_back() { grep -q "^SLOT=$(other)$" /data/os/fallback && grep -Eq "^REASON=.*$1" /data/os/fallback; }
told() { journalctl -b -p err -o cat --no-pager | grep -q "slot $(other) was given up"; }
given_up() { # given_up NAME REASON
  holds "$1: its reason is told" fell_back "$2"
  holds "$1: it is in the journal" told
  say "note $1: $(sed -n 's/^REASON=//p' /data/os/fallback | cut -c1-200)"
  holds "$1: the daemon runs from the slot before" within 240 ready
  holds "$1: the daemon says so" sh -c 'edgectl status --json | grep -q system.update-given-up'
}
[ "$(phase)" != 0 ] || {
  holds "a stranger's update is refused" refused wrong-signer 'sign\|cert\|verif'
  holds "a truncated update is refused" refused truncated 'bundle\|size\|sign\|trunc'
  holds "an older update is refused" refused downgrade 'version'
  holds "another board's update is refused" refused wrong-board 'compatible'
  go_on
}
tried="${updates[$(($(phase) - 1))]}"
case "$tried" in
  good)
    must "good: it runs, from the other slot" test "$(slot)" = "$(other)"
    holds "good: it is newer" test "$(version)" != "$base"
    holds "good: it is marked good" within 300 good
    home="$(slot)"; echo "$home" > /data/os/test-home
    go_on ;;
esac
[ "$(slot)" = "$home" ] || { say "note $tried is on trial"; exit; }
case "$tried" in
  daemon-fails) given_up "$tried" 'not healthy within'; holds "$tried: its journal is kept" test -s "/data/os/journal-$(other)" ;;
  no-kernel) given_up "$tried" 'no kernel' ;;
  *) given_up "$tried" 'never started' ;;
esac
go_on
