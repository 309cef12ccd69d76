# Sourced: a broker outside of the board, and who listens to it. broker_start, broker_stop; what came is in $records, a line each.
broker_start() {
  broker_port="$((20000 + RANDOM % 20000))" records="$work/records"
  : > "$records"
  printf 'listener %s 127.0.0.1\nallow_anonymous true\npersistence false\n' "$broker_port" > "$work/mosquitto.conf"
  mosquitto -c "$work/mosquitto.conf" > "$work/mosquitto.log" 2>&1 &
  broker=$!
  (while :; do mosquitto_sub -h 127.0.0.1 -p "$broker_port" -i image-test -c -q 1 -t 'records/#' -F '%t %p' >> "$records" 2> /dev/null || sleep 0.2; done) &
  listener=$!
  mkdir -p "$work/extra"
  sed "s/@PORT@/$broker_port/" "$here/guest/job.json" > "$work/extra/job.json"
  extra="$work/extra"
}
broker_stop() { kill "$listener" "$broker" 2> /dev/null || true; wait "$listener" "$broker" 2> /dev/null || true; extra=; }
# all_delivered: whether each reading whose acknowledgement was said came out at the broker.
all_delivered() {
  sed -n 's/^.*edge-test: acked \([0-9]*\)$/\1/p' "$serial" | sort -un > "$work/acked"
  grep '^records/pump ' "$records" | grep -o '"n":[0-9]*' | cut -d: -f2 | sort -un > "$work/delivered"
  echo "note $(wc -l < "$work/acked") acknowledged, $(wc -l < "$work/delivered") delivered" >&3
  [ -s "$work/acked" ] && [ -z "$(comm -23 <(sort "$work/acked") <(sort "$work/delivered"))" ]
}
