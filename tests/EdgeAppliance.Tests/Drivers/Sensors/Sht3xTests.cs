using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors.Sht3x;

namespace EdgeAppliance.Tests.Drivers.Sensors;

public sealed class Sht3xTests
{
    private readonly Sht3xChip _chip = new() { KeepsLog = true };

    /// <summary>Datasheet SHT3x-DIS, table 20.</summary>
    [Fact]
    public void Checksum_DatasheetsExample_IsItsValue() => Assert.Equal(0x92, Crc8.Sensirion([0xBE, 0xEF]));

    /// <summary>The ends and the middle of section 4.13's formulas.</summary>
    [Theory]
    [InlineData(0x0000, 0x0000, -45, 0)]
    [InlineData(0xFFFF, 0xFFFF, 130, 100)]
    [InlineData(0x6666, 0x8000, 25, 50.00076)]
    public void Read_Words_BecomeUnits(int temperature, int humidity, double celsius, double percent)
    {
        _chip.Temperature = (ushort)temperature;
        _chip.Humidity = (ushort)humidity;
        using var bench = Bench(0, heats: false);
        var row = bench.Row();
        Assert.Equal(celsius, row[0], 1e-4);
        Assert.Equal(percent, row[1], 1e-4);
    }

    [Theory]
    [InlineData(0, false, 0x3066, 0x2400)]
    [InlineData(1, true, 0x306D, 0x240B)]
    [InlineData(2, false, 0x3066, 0x2416)]
    public void Read_Options_AreInTheCommands(int repeatability, bool heats, int heater, int measure)
    {
        using var bench = Bench(repeatability, heats);
        bench.Read();
        Assert.Equal([0x30A2, (ushort)heater, 0xF32D, (ushort)measure], _chip.Commands);
    }

    [Fact]
    public void Read_ChecksumBroken_IsAFault()
    {
        using var bench = Bench(0, heats: false);
        _chip.BreaksChecksum = true;
        Assert.Equal(BusFault.Checksum, Assert.Throws<BusException>(() => bench.Read()).Fault);
    }

    private SensorBench Bench(int repeatability, bool heats) => new(new Sht3x(new I2cRegisters(_chip, SimulatedChips.Place), repeatability, heats));
}
