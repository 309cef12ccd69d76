# The main job, to a broker outside of the board.
. "$here/broker.sh"
broker_start
card_new main-job
board_run 200 main-job.sh || true
guest_checks
edges() { [ "$(grep '^records/lines ' "$records" | grep -c '"door":[01]')" -ge 10 ]; }
holds "every edge arrives outside" edges
holds "every acknowledged reading arrives outside" all_delivered
broker_stop
