# The power goes at random moments: EDGE_CUTS (8) times, half of them during a card's first start, half while readings are acknowledged. It always starts
# again, nothing acknowledged is lost, and the data partition is whole. The emulator is killed: what the board gave to the disk is there, in order.
. "$here/broker.sh"
broker_start
cuts="${EDGE_CUTS:-8}" RANDOM="${EDGE_SEED:-7}" began_well=0 number=1
for cut in $(seq 1 "$cuts"); do
  # The first half: a card that was never started, cut within the first 40 s. The second half: one card, cut again and again.
  if [ "$cut" -le $((cuts / 2)) ]; then
    [ $((cut % 4)) != 1 ] || card_new cuts-first
    board_start cuts.sh "$number"
    sleep "$((RANDOM % (25 * slow))).$((RANDOM % 10))"
  else
    [ "$cut" != $((cuts / 2 + 1)) ] || card_new cuts
    board_start cuts.sh "$number"
    board_until 120 'edge-test: acked' || echo "note cut $cut came before a reading"
    sleep "$((RANDOM % 20)).$((RANDOM % 10))"
  fi
  board_kill
  number=$((number + 25000))
  if [ "$cut" = $((cuts / 2)) ]; then
    board_run 200 after-cuts.sh || true
    guest_checks
    holds "after $cut cuts at first starts the data partition is whole" data_check
  fi
done
board_run 200 after-cuts.sh || true
guest_checks
holds "every acknowledged reading arrives outside, over $((cuts - cuts / 2)) cuts" all_delivered
holds "data partition is whole" data_check
broker_stop
