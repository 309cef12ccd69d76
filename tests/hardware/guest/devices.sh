# Makes the devices, as a board's device tree or its user would.

# Lines 0 to 2 of a chip that is found by its label.
sim=/sys/kernel/config/gpio-sim/edge
mkdir -p $sim/bank/line0 $sim/bank/line1 $sim/bank/line2
echo 8 > $sim/bank/num_lines
echo edge-bank > $sim/bank/label
echo DOOR > $sim/bank/line0/name
echo FLOW > $sim/bank/line1/name
echo SIREN > $sim/bank/line2/name
echo 1 > $sim/live
wires=/sys/devices/platform/$(cat $sim/dev_name)/$(cat $sim/bank/chip_name)

# The stub's adapter by its name; its number is chance.
for adapter in /sys/bus/i2c/devices/i2c-*; do
  case "$(cat $adapter/name)" in "SMBus stub"*) bus=${adapter##*i2c-} ;; esac
done
bytes() { # bytes ADDRESS REGISTER VALUE...
  address=$1 register=$2
  shift 2
  for value in "$@"; do
    i2cset -y $bus $address $(printf 0x%x $register) $value b # a number without 0x is hexadecimal all the same
    register=$((register + 1))
  done
}

# Words lie in the stub as SMBus has them, low byte first, so chips that send the high byte first are filled swapped.
i2cset -y $bus 0x48 0 0x8019 w # lm75: 25.5 degrees
i2cset -y $bus 0x18 5 0x94c1 w # MCP9808: 25.25 degrees, its maker and its kind
i2cset -y $bus 0x18 6 0x5400 w
i2cset -y $bus 0x18 7 0x0004 w
i2cset -y $bus 0x49 0 0x3012 w # ADS1015: code 0x123
i2cset -y $bus 0x49 1 0x8385 w

# The example of the BMP280's datasheet, section 3.12, at 0x76 as a BME280 and at 0x77 as a BMP280.
for chip in 0x76 0x77; do
  bytes $chip 0x88 0x70 0x6b 0x43 0x67 0x18 0xfc 0x7d 0x8e 0x43 0xd6 0xd0 0x0b 0x27 0x0b 0x8c 0x00 0xf9 0xff 0x8c 0x3c 0xf8 0xc6 0x70 0x17 0x00 0x4b
  bytes $chip 0xe1 0x72 0x01 0x00 0x13 0x29 0x03 0x1e
  bytes $chip 0xf7 0x65 0x5a 0xc0 0x7e 0xed 0x00 0x6e 0x80
done
bytes 0x76 0xd0 0x60
bytes 0x77 0xd0 0x58

echo lm75 0x48 > /sys/bus/i2c/devices/i2c-$bus/new_device
echo ads1015 0x49 > /sys/bus/i2c/devices/i2c-$bus/new_device
echo bmp280 0x77 > /sys/bus/i2c/devices/i2c-$bus/new_device

ip link add dev vcan0 type vcan && ip link set vcan0 up || echo "note no vcan"
