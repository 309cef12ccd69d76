using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors.Ads1115;
using EdgeAppliance.Drivers.Sensors.Adxl345;
using EdgeAppliance.Drivers.Sensors.Bme280;
using EdgeAppliance.Drivers.Sensors.Ds3231;
using EdgeAppliance.Drivers.Sensors.Ina219;
using EdgeAppliance.Drivers.Sensors.Ina226;
using EdgeAppliance.Drivers.Sensors.Mcp9808;
using EdgeAppliance.Drivers.Sensors.Mpu6050;
using EdgeAppliance.Drivers.Sensors.Sht3x;
using EdgeAppliance.Drivers.Sensors.Ssd1306;
using EdgeAppliance.Drivers.Sensors.Vl53l0x;
using EdgeAppliance.Drivers.Sensors;
using EdgeAppliance.Tests.Drivers.Buses;

namespace EdgeAppliance.Tests.Drivers.Sensors;

/// <summary>Every I2C chip as its datasheet has it after power-on, and the sensor that reads it.</summary>
internal static class SimulatedChips
{
    public static readonly I2cPlace Place = new("1", 0x40);

    private static readonly Dictionary<string, Func<(SimulatedI2cChip, Func<Sensor>)>> s_all = new()
    {
        ["bme280"] = () => Chip(Bme280Tests.Chip(), registers => new Bme280(registers, new Bme280Options(1, 0))),
        ["sht3x"] = () => Chip(new Sht3xChip(), registers => new Sht3x(registers, 0, heats: false)),
        ["mcp9808"] = () => Chip(Mcp9808Tests.Chip(0xC194), registers => new Mcp9808(registers, 3)),
        ["ads1115"] = () => Chip(Ads1115Tests.Chip(), registers => new Ads1115(registers, new Ads1115Options(["a0", "a1"], 2, 4))),
        ["ina219"] = () => Chip(Ina219Tests.Chip(), registers => new Ina219(registers, new Ina219Options(0.1, 1, 3, 0))),
        ["ina226"] = () => Chip(Ina226Tests.Chip(), registers => new Ina226(registers, new Ina226Options(0.1, 0, 4))),
        ["adxl345"] = () => Chip(new Adxl345Chip(), registers => new Adxl345(registers, new Adxl345Options(10, 3))),
        ["mpu6050"] = () => Chip(new Mpu6050Chip(), registers => new Mpu6050(registers, new Mpu6050Options(9, 3, 1, 1))),
        ["ds3231"] = () => Chip(Ds3231Tests.Chip(), registers => new Ds3231(registers)),
        ["ssd1306"] = () => Chip(new Ssd1306Chip(), registers => new Ssd1306(registers, new Ssd1306Screen(8))),
        ["vl53l0x"] = () => Chip(Vl53l0xTests.Chip(), registers => new Vl53l0x(registers)),
    };

    public static TheoryData<string> Names => [.. s_all.Keys];

    public static (SimulatedI2cChip Chip, Func<Sensor> Open) Make(string name) => s_all[name]();

    private static (SimulatedI2cChip, Func<Sensor>) Chip(SimulatedI2cChip chip, Func<I2cRegisters, Sensor> sensor)
    {
        chip.PowerOn();
        return (chip, () => sensor(new I2cRegisters(chip, Place)));
    }
}
