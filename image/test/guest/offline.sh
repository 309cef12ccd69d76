# A cold start without any network and with the clock at 1970: the readings path runs, and the clock is no earlier than the image.
say "note clock $(date -u +%FT%TZ)"
holds "no network" sh -c '! ip -4 addr show | grep -q "inet 10\."'
holds "the clock is no earlier than the image" sh -c '[ "$(date +%s)" -ge "$(stat -c %Y /usr/lib/clock-epoch)" ]'
holds "daemon ready without network and time" within 240 ready
counts() { edgectl sources --json | tr -d ' \n' | grep -o '"readings":[0-9]*' | head -n 1 | cut -d: -f2; }
more() { local before; before="$(counts)"; sleep 5; [ "$(counts)" -gt "$before" ]; }
holds "readings are taken" more
holds "records wait for their time" sh -c 'edgectl status --json | tr -d " \n" | grep -q "\"known\":false"'
off
