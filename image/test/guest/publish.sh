# Sourced: an MQTT producer made of the shell alone. Each reading whose acknowledgement came is said: "acked N".
mqtt_open() {
  exec 3<> /dev/tcp/127.0.0.1/1883 || return 1
  printf '\x10\x11\0\4MQTT\4\2\0\74\0\5press' >&3
  head -c 4 <&3 | od -An -tx1 | grep -q '20 02 00 00'
}

# publish N: sends {"n":N} to pump/1 with QoS 1.
publish() {
  local payload="{\"n\":$1}" id=$(($1 % 60000 + 1)) head
  printf -v head '\\x32\\x%02x\\0\\6pump/1\\x%02x\\x%02x' $((10 + ${#payload})) $((id / 256)) $((id % 256))
  printf "$head%s" "$payload" >&3
}

# told FIRST: acknowledgements come in the order of what was sent.
told() {
  local n="$1" kind length rest
  stdbuf -oL od -An -v -tx1 -w4 <&3 | while read -r kind length rest; do
    [ "$kind $length" = '40 02' ] || break
    say "acked $n"
    echo "$n" > /run/acked
    n=$((n + 1))
  done
}

# publish_all FIRST LAST: all of them, ten a second, and waits for the last one's acknowledgement.
publish_all() {
  local n
  within 60 mqtt_open || return 1
  told "$1" &
  for n in $(seq "$1" "$2"); do publish "$n" || return 1; sleep 0.1; done
  within 120 sh -c "[ \"\$(cat /run/acked)\" = $2 ]"
}
