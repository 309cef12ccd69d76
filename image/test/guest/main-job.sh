# The main job: edges on a GPIO chip that the kernel makes (gpio-sim) and readings over MQTT go through the daemon to a broker outside of the board.
wire_up() {
  modprobe gpio-sim && modprobe configfs
  mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
  local sim=/sys/kernel/config/gpio-sim/edge
  mkdir -p $sim/bank0/line0
  echo 4 > $sim/bank0/num_lines && echo DOOR > $sim/bank0/line0/name && echo edge-bank > $sim/bank0/label && echo 1 > $sim/live
  wires=/sys/devices/platform/$(cat $sim/dev_name)/$(cat $sim/bank0/chip_name)
}
holds "gpio-sim makes a chip" wire_up
echo pull-down > "$wires/sim_gpio0/pull"
within 240 ready || say "note the daemon was not ready before the new configuration"
cp job.json /etc/edge-appliance/appliance.json
holds "the configuration is good" edgectl check /etc/edge-appliance/appliance.json
holds "it is taken over" sh -c 'systemctl restart edge-appliance && systemctl is-active edge-appliance'
holds "ready with it" within 240 ready
# Somebody else listens too, and is not let in.
(while :; do echo stranger | busybox nc -l -p 9999 > /dev/null; done) &
within 10 sh -c 'ss -lnt | grep -q :9999'
say "note ports are open"
for round in 1 2 3 4 5; do
  echo pull-up > "$wires/sim_gpio0/pull"; sleep 0.3
  echo pull-down > "$wires/sim_gpio0/pull"; sleep 0.3
done
. ./publish.sh
publish_all 1 200
holds "200 readings are acknowledged" test "$(cat /run/acked)" = 200
sleep 10
edgectl outbox | while read -r line; do say "note $line"; done
off
