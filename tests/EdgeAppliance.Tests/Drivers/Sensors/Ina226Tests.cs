using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors.Ina226;
using EdgeAppliance.Tests.Drivers.Buses;

namespace EdgeAppliance.Tests.Drivers.Sensors;

public sealed class Ina226Tests
{
    /// <summary>The example of SBOS547, section 8.2.2, table 8-1: 2 mΩ, 20 mV (1F40h), 11.98 V (2570h): 10 A and 119.8 W.</summary>
    [Fact]
    public void Read_DatasheetsExample_GivesItsValues()
    {
        using var bench = Bench(Chip(), new Ina226Options(0.002, 0, 4));
        var row = bench.Row();
        Assert.Equal(11.98, row[0], 1e-9);
        Assert.Equal(0.02, row[1], 1e-9);
        Assert.Equal(10, row[2], 1e-9);
        Assert.Equal(119.8, row[3], 1e-9);
    }

    [Fact]
    public void Begin_Options_AreInTheConfiguration()
    {
        var chip = Chip();
        using var bench = Bench(chip, new Ina226Options(0.1, 3, 5));
        Assert.Equal(0b0100_011_101_101_111, chip.Log[^1].Value);
    }

    [Fact]
    public void Begin_Ina219AtTheAddress_IsRefused()
    {
        var chip = Chip();
        chip.Map[0xFE] = 0;
        Assert.Equal(BusFault.WrongChip, Assert.Throws<BusException>(() => Bench(chip, new Ina226Options(0.1, 0, 4))).Fault);
    }

    internal static WordRegisters Chip()
    {
        var chip = new WordRegisters();
        chip.Set(0, 0x4127);
        chip.Set(1, 0x1F40);
        chip.Set(2, 0x2570);
        chip.Set(0xFE, 0x5449);
        chip.Set(0xFF, 0x2260);
        chip.PowerOn();
        return chip;
    }

    private static SensorBench Bench(WordRegisters chip, Ina226Options options) => new(new Ina226(new I2cRegisters(chip, SimulatedChips.Place), options));
}
