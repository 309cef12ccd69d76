# The main job, to a broker outside of the board; and who gets in from outside.
. "$here/broker.sh"
broker_start
card_new main-job
open_port="$((broker_port + 1))" closed_port="$((broker_port + 2))"
network="hostfwd=tcp:127.0.0.1:$open_port-:8080,hostfwd=tcp:127.0.0.1:$closed_port-:9999" board_start main-job.sh
board_until 150 'note ports are open' || true
holds "what the configuration listens on is reached from outside" sh -c "curl -fsS -m 20 http://127.0.0.1:$open_port/healthz | grep -q alive"
heard() { timeout 15 bash -c "exec 4<> /dev/tcp/127.0.0.1/$closed_port && head -c 8 <&4" 2> /dev/null; }
stranger_is_kept_out() { [ -z "$(heard)" ]; }
holds "what else listens is not" stranger_is_kept_out
board_wait 120 || true
guest_checks
edges() { [ "$(grep '^records/lines ' "$records" | grep -c '"door":[01]')" -ge 10 ]; }
holds "every edge arrives outside" edges
holds "every acknowledged reading arrives outside" all_delivered
broker_stop
