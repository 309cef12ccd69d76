# Starts the daemon and looks at what it delivers.
seconds=20

check() { # check NAME COMMAND...: tries until it holds, or the time is over
  name=$1
  shift
  left=$((seconds * 5))
  until "$@" > /dev/null 2>&1; do
    left=$((left - 1))
    if [ $left -le 0 ]; then
      echo "FAILED $name"
      return 1
    fi
    usleep 200000
  done
  echo "ok $name"
}
told() { grep "^records/$1 " /records | grep -q "$2"; }       # told PIPELINE PATTERN
often() { [ "$(grep -c "^records/$1 .*$2" /records)" -ge "$3" ]; }
pull() { echo "pull-$2" > "$wires/sim_gpio$1/pull"; }
level() { [ "$(cat "$wires/sim_gpio$1/value")" = "$2" ]; }
token() { sed -n 's/.*shown this once: //p' /tmp/daemon.log; }
tell() { wget -q -O - --header "Authorization: Bearer $(token)" --header "Content-Type: application/json" --post-data "$1" http://127.0.0.1:8080/api/sources/command; }
page() { wget -q -O - --header "Authorization: Bearer $(token)" "http://127.0.0.1:8080/api/$1"; }
shown() { page sources | grep -q "$1"; }

printf 'user root\nlistener 1884 127.0.0.1\nallow_anonymous true\npersistence false\n' > /tmp/mosquitto.conf
mosquitto -c /tmp/mosquitto.conf > /tmp/mosquitto.log 2>&1 &
: > /records
( until mosquitto_sub -h 127.0.0.1 -p 1884 -t 'records/#' -F '%t %p'; do usleep 200000; done ) >> /records 2>/dev/null &
pull 0 down
/opt/edge-appliance --config /appliance.json --state /state > /tmp/daemon.log 2>&1 &
daemon=$!

check "the daemon answers" page status || { sed 's/^/daemon: /' /tmp/daemon.log; return; }
check "mosquitto has its records" often "[a-z]*" "" 1 || sed 's/^/mosquitto: /' /tmp/mosquitto.log
check "gpio: levels at the start" told lines '"door":0'
check "mcp9808 on i2c-stub, the daemon's own driver" told mcp '"temperature_celsius":25.25'
check "bme280 on i2c-stub, the daemon's own driver" told air '"temperature_celsius":25.08[0-9]*,"pressure_pascals":10065[0-9.]*'
check "lm75, the kernel's driver over hwmon" told lm75 '"temp1_celsius":25.5'
check "bmp280, the kernel's driver over industrial I/O" told baro '"pressure_pascals":10065'
check "ads1015 through the kernel's buffer, 100 scans" often fast '"voltage0_volts":0\.[0-9]' 100

check "vivid, a camera: frames of 320 by 180" often eye '"frame_bytes":115200,"brightness":0\.[0-9]*,"motion":0' 2

pull 0 up
check "gpio: rising edge" told lines '"door":1'
pull 0 down
check "gpio: falling edge" often lines '"door":0' 2
for i in 1 2 3 4 5; do
  pull 1 up
  usleep 20000
  pull 1 down
  usleep 20000
done
check "gpio: an output is low at the start" level 2 0
check "gpio: a command sets it" tell '{"source":"lines","command":"siren","value":true}'
check "gpio: the wire follows" level 2 1
check "gpio: the record too" told lines '"siren":1'
check "gpio: pulses are counted" told lines '"flow_count":5'
check "relay by its number, on at the start" level 5 1
check "relay: off by command" tell '{"source":"spare","command":"on","value":false}'
check "relay: the wire follows" level 5 0

check "can: a message is sent by command" tell '{"source":"node","command":"engine","value":1500}'
check "can: another socket reads it" told bus '"rpm":1500'
check "can: with the kernel's time" told bus "\"time\":\"$(date -u +%Y)"
ip link set vcan0 down
check "can: an interface that is down is named" shown '"can.unplugged"'
ip link set vcan0 up
check "can: it is sent again" tell '{"source":"node","command":"engine","value":1600}'
back() { tell '{"source":"node","command":"engine","value":1700}' && told bus '"rpm":1700'; }
check "can: what comes is read again" back
check "can: a frame of CAN FD is sent by command" tell '{"source":"widenode","command":"last","value":513}'
check "can: its 62nd byte is read" told wide '"far":513'

check "a line that is not there is named" shown "No GPIO chip has a line .*LAMP"
check "an address that the kernel's driver has is busy" shown '"sensor.busy"'

# The chip is torn out, and comes back.
echo 0 > $sim/live
check "gpio: a chip that goes away is named" shown '"sensor.unplugged"'
echo 1 > $sim/live
wires=/sys/devices/platform/$(cat $sim/dev_name)/$(cat $sim/bank/chip_name)
lines=$(grep -c '^records/lines ' /records)
check "gpio: it comes back by itself" often lines '"door"' $((lines + 1))
ups=$(grep -c '^records/lines .*"door":1' /records)
pull 0 up
check "gpio: its edges too" often lines '"door":1' $((ups + 1))

kill -TERM $daemon
wait $daemon
[ $? = 0 ] && echo "ok the daemon stops in order" || echo "FAILED the daemon stops in order"
check "the kernel's buffer is off again" grep -q 0 /sys/bus/iio/devices/iio:device0/buffer/enable
echo "note $(wc -l < /records) records"
tail -n 5 /tmp/daemon.log | sed 's/^/daemon: /'
for pipeline in lines fast air; do echo "sample: $(grep "^records/$pipeline " /records | tail -1)"; done
echo "ok end"
