# updates.sh: from slot A an update to B that is good, then updates to A that are not; every start goes on from the phase noted on the data partition.
say "note phase $(phase): slot $(slot) version $(version), $(uptime) s after the kernel's start"
base="$1"
next() { phase_set "$1"; say "note phase $1 begins $(uptime) s after the kernel's start"; sync; systemctl reboot; exit 0; }
refused() { # refused NAME WORD: not installed, for that reason
  ! rauc install "/run/edge-test/$1.raucb" > /tmp/held 2>&1 && grep -qi "$2" /tmp/held
}
must() { holds "$@"; [ "$(cat /tmp/held.code)" = 0 ] || { off_hard; exit; }; }
installed() { mkdir -p /data/updates; rauc install "/run/edge-test/$1.raucb" > /tmp/install 2>&1 || { cat /tmp/install; return 1; }; }
fell_back() { [ "$(slot)" = B ] && grep -q '^SLOT=A$' /data/os/fallback && grep -Eq "^REASON=.*$1" /data/os/fallback; }
told() { journalctl -b -p err -o cat --no-pager | grep -q 'slot A was given up'; }
after() { # after NAME REASON: that update was given up
  holds "$1: fell back to the slot before" [ "$(slot)" = B ]
  holds "$1: its reason is told" fell_back "$2"
  holds "$1: it is in the journal" told
  say "note $1: $(sed -n 's/^REASON=//p' /data/os/fallback)"
  holds "$1: the daemon runs" within 240 ready
}
case "$(phase)$(slot)" in
  0A)
    holds "slot A is good" within 300 good
    holds "a stranger's update is refused" refused wrong-signer 'sign\|cert\|verif'
    holds "a truncated update is refused" refused truncated 'bundle\|size\|sign\|trunc'
    holds "an older update is refused" refused downgrade 'version'
    holds "another board's update is refused" refused wrong-board 'compatible'
    say "note installing begins $(uptime)"
    must "update installs to B" installed good
    say "note installing took until $(uptime)"
    next 1 ;;
  1B)
    holds "the update runs from B" [ "$(version)" != "$base" ]
    holds "it is marked good" within 300 good
    must "an update whose daemon fails installs to A" installed daemon-fails
    next 2 ;;
  2A) say "note the slot whose daemon fails is on trial"; exit 0 ;;
  2B)
    after "daemon fails" "not healthy within"
    holds "daemon fails: its journal is kept" test -s /data/os/journal-A
    must "an update whose kernel panics installs to A" installed panics
    next 3 ;;
  3B)
    after "kernel panics" "never started"
    must "an update without a kernel installs to A" installed no-kernel
    next 4 ;;
  4B)
    after "no kernel" "no kernel"
    must "an update that hangs installs to A" installed hangs
    next 5 ;;
  5B)
    after "hangs" "never started"
    off ;;
  *) say "FAILED phase $(phase) in slot $(slot)"; off_hard ;;
esac
