using System.Text.Json;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers;
using EdgeAppliance.Drivers.Linux;
using EdgeAppliance.Drivers.Linux.Camera;
using EdgeAppliance.Drivers.Linux.Gpio;
using EdgeAppliance.Drivers.Protocols.Can;
using EdgeAppliance.Drivers.Protocols.Modbus;
using EdgeAppliance.Drivers.Protocols.Serial;
using EdgeAppliance.Drivers.Replay;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Tests.Drivers;

public sealed class DriverCatalogTests
{
    [Theory]
    [InlineData("""{"type": "system", "every": "250ms", "durable": false}""", typeof(SystemSource))]
    [InlineData("""{"type": "replay", "file": "/a.csv", "speed": "max", "exclude": ["label"], "startAfter": "2020-03-09T10:14:33Z"}""", typeof(ReplaySource))]
    [InlineData("""{"type": "bme280", "bus": 1, "address": "0x77", "oversampling": 4, "filter": 16, "every": "10s", "retries": 0}""", typeof(SensorSource))]
    [InlineData("""{"type": "sht3x", "bus": "i2c-3", "address": 69, "repeatability": "low", "heater": "on"}""", typeof(SensorSource))]
    [InlineData("""{"type": "mcp9808", "address": "0x1f", "resolution": 0.25}""", typeof(SensorSource))]
    [InlineData("""{"type": "ads1115", "inputs": ["a0", "a2-a3"], "range": 0.256, "samplesPerSecond": 860}""", typeof(SensorSource))]
    [InlineData("""{"type": "ina219", "shuntOhms": 0.01, "busRangeVolts": 16, "shuntRangeVolts": 0.04, "averages": 128}""", typeof(SensorSource))]
    [InlineData("""{"type": "ina226", "shuntOhms": 0.002, "averages": 1024, "conversionMicroseconds": 8244}""", typeof(SensorSource))]
    [InlineData("""{"type": "gpio", "chip": "pinctrl-rp1", "inputs": {"door": {"line": 17, "edges": "rising", "bias": "up", "activeLow": true, "debounce": "10ms", "count": true}}, "every": "1m"}""", typeof(GpioSource))]
    [InlineData("""{"type": "gpio", "outputs": {"siren": {"line": "GPIO27", "drive": "openDrain", "initial": true, "safe": true}}}""", typeof(GpioSource))]
    [InlineData("""{"type": "relay", "line": "GPIO27", "safe": true}""", typeof(GpioSource))]
    [InlineData("""{"type": "led", "chip": "gpiochip0", "line": 4, "activeLow": true}""", typeof(GpioSource))]
    [InlineData("""{"type": "iio", "device": "bmp280"}""", typeof(SensorSource))]
    [InlineData("""{"type": "iio", "device": "ads1015", "channels": ["voltage0"], "rateHz": 200, "trigger": "tick", "scansMax": 64, "every": "100ms"}""", typeof(SensorSource))]
    [InlineData("""{"type": "hwmon", "chip": "lm75", "device": "1-0048"}""", typeof(SensorSource))]
    [InlineData("""{"type": "w1", "devices": {"inlet": "28-0316a279f6ff"}}""", typeof(SensorSource))]
    [InlineData("""{"type": "mcp3008", "bus": 0, "chipSelect": 1, "clockHz": 3600000, "inputs": ["a0", "a6-a7"], "referenceVolts": 5}""", typeof(SensorSource))]
    [InlineData("""{"type": "adxl345", "address": "0x1d", "rateHz": 800, "rangeG": 2, "every": "20ms"}""", typeof(SensorSource))]
    [InlineData("""{"type": "mpu6050", "address": "0x69", "rateHz": 1000, "bandwidthHz": 188, "rangeG": 16, "rangeDegrees": 2000}""", typeof(SensorSource))]
    [InlineData("""{"type": "ds3231", "every": "1h"}""", typeof(SensorSource))]
    [InlineData("""{"type": "vl53l0x"}""", typeof(SensorSource))]
    [InlineData("""{"type": "ssd1306", "height": 32, "text": ["EdgeAppliance", "starts"]}""", typeof(SensorSource))]
    [InlineData("""{"type": "pwm", "chip": "1f00098000.pwm", "output": 1, "frequencyHz": 25000, "initial": 0.5, "safe": 1}""", typeof(SensorSource))]
    [InlineData("""{"type": "camera", "device": "HD Webcam", "format": "yuyv", "width": 320, "height": 240, "every": "200ms"}""", typeof(CameraSource))]
    [InlineData("""{"type": "modbus-tcp", "address": "plc.example", "every": "100ms", "timeout": "500ms", "retries": 0, "gapRegisters": 0, "blockRegisters": 60, "blockBits": 256, "unit": 255, "channels": {"a": {"table": "coil", "address": 65535, "writable": true, "writeMultiple": true}}}""", typeof(ModbusSource))]
    [InlineData("""{"type": "modbus-tcp", "address": "[fd00::5]:1502", "units": {"a": {"unit": 1, "every": "10s"}, "b": {"unit": 2, "channels": {"y": {"address": 0, "as": "uint32", "bit": 31}}}}, "channels": {"x": {"address": 0}}}""", typeof(ModbusSource))]
    [InlineData("""{"type": "modbus-rtu", "port": "/dev/ttyUSB0", "baud": 9600, "parity": "none", "stopBits": 2, "rs485": true, "unit": 247, "channels": {"x": {"address": 0}}}""", typeof(ModbusSource))]
    [InlineData("""{"type": "modbus-rtu", "address": "10.0.0.9:4001", "channels": {"x": {"address": 0}}}""", typeof(ModbusSource))]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "channels": {"t": {"key": "temp"}, "h": {}}, "ask": "R\r\n", "every": "5s", "silentAfter": "1m", "commands": {"tare": "T\r\n"}}""", typeof(SerialSource))]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "content": "csv", "separator": ";", "only": "$GPGGA", "frame": {"start": "$", "end": "\r\n", "checksum": "nmea"}, "channels": {"t": {"field": 3}}}""", typeof(SerialSource))]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "content": "pattern", "pattern": "T={t} H={h}%{}", "channels": {"t": {"scale": 0.1}}}""", typeof(SerialSource))]
    [InlineData("""{"type": "serial", "address": "10.0.0.9:4001", "content": "binary", "frame": {"start": "\u00aaU", "lengthAt": 2, "lengthAs": "uint16be", "lengthAdds": 5, "checksum": "sum8", "checksumFrom": 2}, "channels": {"t": {"at": 4, "as": "int24", "order": "big"}, "f": {"at": 7, "bit": 3, "bits": 2}}}""", typeof(SerialSource))]
    [InlineData("""{"type": "can", "messages": {"engine": {"id": "0x18FEF100", "mask": "0x03FFFF00", "atMostEvery": "100ms", "silentAfter": "5s", "selector": "page", "signals": {"page": {"start": 0, "bits": 8}, "rpm": {"start": 31, "bits": 16, "order": "big", "as": "signed", "scale": 0.25, "when": 1}}}}}""", typeof(CanSource))]
    [InlineData("""{"type": "can", "interface": "vcan0", "fd": true, "messages": {"lamp": {"id": 5, "extended": true, "send": true, "bytes": 64, "signals": {"on": {"start": 480, "bits": 32, "as": "float", "min": 0, "max": 1}}}}}""", typeof(CanSource))]
    public async Task Bind_GoodConfiguration_MakesTheSource(string json, Type expected)
    {
        var factory = Bind(json, out var errors);
        Assert.Empty(errors);
        await using var source = factory!(new DriverContext("board", _ => Task.CompletedTask, TimeProvider.System));
        Assert.Equal((expected, "board"), (source.GetType(), source.Name));
    }

    [Theory]
    [InlineData("""{"type": "sonar"}""", "s.type: must be one of system, replay, ")]
    [InlineData("""{"type": "system", "every": "50ms"}""", "s.every: must be from 100ms to 1h.")]
    [InlineData("""{"type": "system", "evry": "1s"}""", "s.evry: is not known here")]
    [InlineData("""{"type": "replay"}""", "s.file: is missing")]
    [InlineData("""{"type": "replay", "file": "a", "speed": -1}""", "s.speed: must be a number")]
    [InlineData("""{"type": "replay", "file": "a", "separator": "ab"}""", "s.separator: must be one ASCII character")]
    [InlineData("""{"type": "replay", "file": "a", "timeUnit": "h"}""", "s.timeUnit: must be auto, s, ms or us.")]
    [InlineData("""{"type": "replay", "file": "a", "loop": "yes"}""", "s.loop: must be true or false.")]
    [InlineData("""{"type": "replay", "file": "a", "startAfter": "noon"}""", "s.startAfter: must be a time")]
    [InlineData("""{"type": "bme280", "address": "0x40"}""", "s.address: must be one of \"0x76\", \"0x77\".")]
    [InlineData("""{"type": "bme280", "oversampling": 3}""", "s.oversampling: must be one of 1, 2, 4, 8, 16.")]
    [InlineData("""{"type": "bme280", "filter": "big"}""", "s.filter: must be a number.")]
    [InlineData("""{"type": "bme280", "every": "1ms"}""", "s.every: must be from 5ms to 1d.")]
    [InlineData("""{"type": "bme280", "bus": 300}""", "s.bus: must be a whole number from 0 to 255.")]
    [InlineData("""{"type": "bme280", "retries": 11}""", "s.retries: must be a whole number from 0 to 10.")]
    [InlineData("""{"type": "sht3x", "repeatability": "best"}""", "s.repeatability: must be one of high, medium, low.")]
    [InlineData("""{"type": "sht3x", "heater": "maybe"}""", "s.heater: must be one of off, on.")]
    [InlineData("""{"type": "mcp9808", "resolution": 1}""", "s.resolution: must be one of 0.5, 0.25, 0.125, 0.0625.")]
    [InlineData("""{"type": "ads1115", "inputs": ["a4"]}""", "s.inputs[0]: must be one of a0-a1")]
    [InlineData("""{"type": "ads1115", "range": 5}""", "s.range: must be one of 6.144, 4.096")]
    [InlineData("""{"type": "ina219", "shuntOhms": 0}""", "s.shuntOhms: must be from 1E-06 to 1000.")]
    [InlineData("""{"type": "ina226", "averages": 3}""", "s.averages: must be one of 1, 4, 16")]
    [InlineData("""{"type": "gpio"}""", "s.inputs: is missing, and so is outputs")]
    [InlineData("""{"type": "gpio", "inputs": {"a": {"line": 17}}}""", "s.chip: is missing: a line's number counts on its chip alone.")]
    [InlineData("""{"type": "gpio", "inputs": {"a": {"edges": "both"}}}""", "s.inputs.a.line: is missing")]
    [InlineData("""{"type": "gpio", "inputs": {"a": {"line": "x", "edges": "up"}}}""", "s.inputs.a.edges: must be one of none, rising")]
    [InlineData("""{"type": "gpio", "inputs": {"a": {"line": "x", "edges": "none", "count": true}}}""", "s.inputs.a.count: needs edges")]
    [InlineData("""{"type": "gpio", "inputs": {"a": {"line": "x", "debounce": "11s"}}}""", "s.inputs.a.debounce: must be 10s at most.")]
    [InlineData("""{"type": "gpio", "inputs": {"a": {"line": "x", "pull": "up"}}}""", "s.inputs.a.pull: is not known here")]
    [InlineData("""{"type": "gpio", "inputs": {"a": {"line": "x"}}, "outputs": {"a": {"line": "y"}}}""", "s.outputs: gives the name 'a' a second time.")]
    [InlineData("""{"type": "gpio", "inputs": {"a": {"line": "x"}}, "outputs": {"b": {"line": "x"}}}""", "s.outputs: takes the line 'x' a second time.")]
    [InlineData("""{"type": "relay"}""", "s.line: is missing")]
    [InlineData("""{"type": "relay", "line": "x", "safe": "off"}""", "s.safe: must be true or false.")]
    [InlineData("""{"type": "relay", "line": "x", "every": "1ms"}""", "s.every: must be from 10ms to 1d.")]
    [InlineData("""{"type": "iio"}""", "s.device: is missing")]
    [InlineData("""{"type": "iio", "device": "a", "trigger": "t"}""", "s.trigger: needs rateHz")]
    [InlineData("""{"type": "iio", "device": "a", "rateHz": 1e6}""", "s.rateHz: must be from 0.01 to 100000.")]
    [InlineData("""{"type": "iio", "device": "a", "rateHz": 1, "scansMax": 1}""", "s.scansMax: must be a whole number from 2 to 4096.")]
    [InlineData("""{"type": "hwmon"}""", "s.chip: is missing")]
    [InlineData("""{"type": "w1", "devices": {"inlet": "../../etc"}}""", "s.devices.inlet: must be an id")]
    [InlineData("""{"type": "mcp3008", "inputs": ["a0-a2"]}""", "s.inputs[0]: must be one of a0-a1")]
    [InlineData("""{"type": "mcp3008", "clockHz": 4000000}""", "s.clockHz: must be a whole number from 10000 to 3600000.")]
    [InlineData("""{"type": "mcp3008", "referenceVolts": 12}""", "s.referenceVolts: must be from 0.25 to 5.5.")]
    [InlineData("""{"type": "adxl345", "rateHz": 60}""", "s.rateHz: must be one of 6.25, 12.5")]
    [InlineData("""{"type": "mpu6050", "bandwidthHz": 260}""", "s.bandwidthHz: must be one of 188, 98")]
    [InlineData("""{"type": "ds3231", "address": "0x69"}""", "s.address: must be one of \"0x68\".")]
    [InlineData("""{"type": "ssd1306", "height": 48}""", "s.height: must be one of 64, 32.")]
    [InlineData("""{"type": "pwm"}""", "s.chip: is missing")]
    [InlineData("""{"type": "pwm", "chip": "a", "safe": 2}""", "s.safe: must be from 0 to 1.")]
    [InlineData("""{"type": "camera", "format": "h264"}""", "s.format: must be one of mjpeg, yuyv.")]
    [InlineData("""{"type": "camera", "width": 9000}""", "s.width: must be a whole number from 16 to 8192.")]
    [InlineData("""{"type": "modbus-tcp", "channels": {"a": {"address": 0}}}""", "s.address: is missing")]
    [InlineData("""{"type": "modbus-tcp", "address": "h:70000", "channels": {"a": {"address": 0}}}""", "s.address: must be a host, or host:port")]
    [InlineData("""{"type": "modbus-tcp", "address": "a b", "channels": {"a": {"address": 0}}}""", "s.address: must be a host, or host:port")]
    [InlineData("""{"type": "modbus-tcp", "address": "h"}""", "s.channels: is missing")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "timeout": "2m", "channels": {"a": {"address": 0}}}""", "s.timeout: must be from 10ms to 1m.")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "unit": 256, "channels": {"a": {"address": 0}}}""", "s.unit: must be a whole number from 0 to 255.")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "unit": 1, "units": {"a": {"unit": 1}}, "channels": {"a": {"address": 0}}}""", "s.unit: stands beside units")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "units": {"a": {"unit": 1}}}""", "s.units.a.channels: is missing")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "units": {"a": {}}, "channels": {"a": {"address": 0}}}""", "s.units.a.unit: is missing")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "units": {"a.b": {"unit": 1}}, "channels": {"a": {"address": 0}}}""", "s.units.a.b: must have a name")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "channels": {"a": {}}}""", "s.channels.a.address: is missing")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "channels": {"a": {"address": 65535, "as": "uint32"}}}""", "s.channels.a.address: and what follows it lie behind the last address")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "channels": {"a": {"address": 0, "as": "int24"}}}""", "s.channels.a.as: must be one of uint16")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "channels": {"a": {"address": 0, "scale": 0}}}""", "s.channels.a.scale: must not be 0.")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "channels": {"a": {"address": 0, "bit": 16}}}""", "s.channels.a.bit: must be a whole number from 0 to 15.")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "channels": {"a": {"address": 0, "bits": 2}}}""", "s.channels.a.bits: needs bit")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "channels": {"a": {"address": 0, "as": "int16", "bit": 2}}}""", "s.channels.a.bit: needs uint16 or uint32.")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "channels": {"a": {"table": "input", "address": 0, "writable": true}}}""", "s.channels.a.writable: needs a coil or a holding register.")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "channels": {"a": {"address": 0, "bit": 1, "writable": true}}}""", "s.channels.a.writable: cannot be some bits")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "channels": {"a": {"address": 0, "max": 1}}}""", "s.channels.a.max: needs writable.")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "channels": {"a": {"address": 0, "writable": true, "min": 2, "max": 1}}}""", "s.channels.a.min: must not be above max.")]
    [InlineData("""{"type": "modbus-tcp", "address": "h", "channels": {"a": {"table": "coil", "address": 0, "as": "int16"}}}""", "s.channels.a.as: is not known here")]
    [InlineData("""{"type": "modbus-rtu", "channels": {"a": {"address": 0}}}""", "s.port: or address must stand here")]
    [InlineData("""{"type": "modbus-rtu", "port": "/dev/ttyS0", "address": "h:1", "channels": {"a": {"address": 0}}}""", "s.port: or address must stand here")]
    [InlineData("""{"type": "modbus-rtu", "port": "/etc/passwd", "channels": {"a": {"address": 0}}}""", "s.port: must be a file under /dev")]
    [InlineData("""{"type": "modbus-rtu", "address": "h", "channels": {"a": {"address": 0}}}""", "s.address: must be host:port")]
    [InlineData("""{"type": "modbus-rtu", "address": "h:1", "baud": 9600, "channels": {"a": {"address": 0}}}""", "s.baud: is the converter's to know")]
    [InlineData("""{"type": "modbus-rtu", "port": "/dev/ttyS0", "unit": 0, "channels": {"a": {"address": 0}}}""", "s.unit: must be a whole number from 1 to 247.")]
    [InlineData("""{"type": "modbus-rtu", "port": "/dev/ttyS0", "parity": "mark", "channels": {"a": {"address": 0}}}""", "s.parity: must be one of none, even, odd.")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0"}""", "s.channels: is missing")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "content": "xml", "channels": {"a": {}}}""", "s.content: must be one of keyValue, csv, pattern, binary.")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "every": "1s", "channels": {"a": {}}}""", "s.every: needs ask")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "only": "$X", "channels": {"a": {}}}""", "s.only: needs content csv.")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "channels": {"a": {"field": 1}}}""", "s.channels.a.field: is not known here")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "channels": {"a": {}}, "frame": {"start": "x"}}""", "s.frame: must have one of end, bytes and lengthAt")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "channels": {"a": {}}, "frame": {"end": "€"}}""", "s.frame.end: must have 8 characters at most, none above U+00FF")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "channels": {"a": {}}, "frame": {"bytes": 3, "start": "ab", "checksum": "crc16"}}""", "s.frame.bytes: has no room")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "channels": {"a": {}}, "frame": {"end": "\n", "checksumFrom": 1}}""", "s.frame.checksumFrom: needs checksum.")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "channels": {"a": {}}, "frame": {"bytes": 20, "checksum": "nmea"}}""", "s.frame.checksum: nmea needs end.")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "content": "pattern"}""", "s.pattern: is missing")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "content": "pattern", "pattern": "T={t"}""", "s.pattern: has a brace that is not closed.")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "content": "pattern", "pattern": "{a}{b}"}""", "s.pattern: has two braces without a text between them")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "content": "pattern", "pattern": "T={t}", "channels": {"x": {}}}""", "s.channels.x: is not in the pattern.")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "content": "binary", "channels": {"a": {"at": 255, "as": "uint16"}}}""", "s.channels: lie behind the frame's last byte.")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "content": "binary", "channels": {"a": {"at": 0, "as": "uint16", "bit": 1}}}""", "s.channels.a.bit: needs uint8.")]
    [InlineData("""{"type": "serial", "port": "/dev/ttyS0", "channels": {"a": {}}, "commands": {"x": "€"}}""", "s.commands.x: must have 256 characters at most")]
    [InlineData("""{"type": "can"}""", "s.messages: is missing")]
    [InlineData("""{"type": "can", "interface": "../can0", "messages": {"m": {"id": 1, "signals": {"x": {"start": 0, "bits": 8}}}}}""", "s.interface: must be an interface's name")]
    [InlineData("""{"type": "can", "messages": {"m": {"signals": {"x": {"start": 0, "bits": 8}}}}}""", "s.messages.m.id: is missing")]
    [InlineData("""{"type": "can", "messages": {"m": {"id": "18FEF100", "signals": {"x": {"start": 0, "bits": 8}}}}}""", "s.messages.m.id: must be a number, or hexadecimal")]
    [InlineData("""{"type": "can", "messages": {"m": {"id": "0x20000000", "signals": {"x": {"start": 0, "bits": 8}}}}}""", "s.messages.m.id: must be 0x1FFFFFFF at most.")]
    [InlineData("""{"type": "can", "messages": {"m": {"id": 2048, "extended": false, "signals": {"x": {"start": 0, "bits": 8}}}}}""", "s.messages.m.id: must be 0x7FF at most.")]
    [InlineData("""{"type": "can", "messages": {"m": {"id": 1}}}""", "s.messages.m.signals: is missing")]
    [InlineData("""{"type": "can", "messages": {"m": {"id": 1, "signals": {"x": {"bits": 8}}}}}""", "s.messages.m.signals.x.start: is missing")]
    [InlineData("""{"type": "can", "messages": {"m": {"id": 1, "signals": {"x": {"start": 60, "bits": 8}}}}}""", "s.messages.m.signals.x.start: and bits lie behind the frame's last byte: it has 8.")]
    [InlineData("""{"type": "can", "messages": {"m": {"id": 1, "send": true, "bytes": 2, "signals": {"x": {"start": 16, "bits": 1}}}}}""", "s.messages.m.signals.x.start: and bits lie behind the frame's last byte: it has 2.")]
    [InlineData("""{"type": "can", "messages": {"m": {"id": 1, "signals": {"x": {"start": 0, "bits": 16, "as": "float"}}}}}""", "s.messages.m.signals.x.bits: of a float must be 32 or 64.")]
    [InlineData("""{"type": "can", "messages": {"m": {"id": 1, "selector": "y", "signals": {"x": {"start": 0, "bits": 16}}}}}""", "s.messages.m.selector: must be one of the signals.")]
    [InlineData("""{"type": "can", "messages": {"m": {"id": 1, "signals": {"x": {"start": 0, "bits": 16, "when": 1}}}}}""", "s.messages.m.selector: is missing")]
    [InlineData("""{"type": "can", "messages": {"m": {"id": 1, "bytes": 4, "signals": {"x": {"start": 0, "bits": 16}}}}}""", "s.messages.m.bytes: needs send")]
    [InlineData("""{"type": "can", "fd": true, "messages": {"m": {"id": 1, "send": true, "bytes": 9, "signals": {"x": {"start": 0, "bits": 16}}}}}""", "s.messages.m.bytes: must be 0 to 8, 12")]
    [InlineData("""{"type": "can", "messages": {"a.b": {"id": 1, "signals": {"x": {"start": 0, "bits": 16}}}}}""", "s.messages.a.b: must have a name")]
    public void Bind_BadConfiguration_SaysWhatIsWrong(string json, string expected)
    {
        Assert.Null(Bind(json, out var errors));
        var error = Assert.Single(errors);
        Assert.StartsWith(expected, $"{error.Path}: {error.Text}");
    }

    private static DriverFactory? Bind(string json, out List<StepError> errors)
    {
        errors = [];
        using var document = JsonDocument.Parse(json);
        return DriverCatalog.Bind(document.RootElement, "s", errors);
    }
}
