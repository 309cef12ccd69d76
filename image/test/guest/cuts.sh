# cuts.sh FIRST: what runs while the power may go at any moment: readings, each said once it is acknowledged. FIRST is the first reading's number.
[ -e /etc/edge-appliance/job ] || { cp job.json /etc/edge-appliance/appliance.json && touch /etc/edge-appliance/job && systemctl restart edge-appliance; }
within 240 ready && say "ready $(uptime)"
. ./publish.sh
publish_all "$1" $(($1 + 20000))
