# at-rest.sh SECONDS: what is written to the card while nothing happens but the board's own readings, each second.
holds "daemon ready" within 240 ready
within 120 good
sleep 60
written() { awk '{ print $7 }' /sys/block/vda/stat; }
before="$(written)" begin="$(uptime)"
sleep "$1"
after="$(written)"
say "note $(awk -v sectors="$((after - before))" -v seconds="$(awk -v a="$begin" -v b="$(uptime)" 'BEGIN { print b - a }')" 'BEGIN { printf "written at rest: %.2f MB in %.0f s, %.2f MB an hour", sectors * 512 / 1e6, seconds, sectors * 512 / 1e6 * 3600 / seconds }')"
holds "at most 5 MB an hour are written at rest" [ $(((after - before) * 512 * 3600 / $1)) -le 5000000 ]
off
