using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors.Ina219;
using EdgeAppliance.Tests.Drivers.Buses;

namespace EdgeAppliance.Tests.Drivers.Sensors;

public sealed class Ina219Tests
{
    /// <summary>The example of SBOS448, table 8: 2 mΩ, 20 mV, 11.98 V: 10 A and 119.8 W.</summary>
    [Fact]
    public void Read_DatasheetsExample_GivesItsValues()
    {
        using var bench = Bench(Chip(), new Ina219Options(0.002, 0, 0, 0));
        var row = bench.Row();
        Assert.Equal(11.98, row[0], 1e-9);
        Assert.Equal(0.02, row[1], 1e-9);
        Assert.Equal(10, row[2], 1e-9);
        Assert.Equal(119.8, row[3], 1e-9);
    }

    /// <summary>SBOS448, figure 20: -320 mV at the gain of 8 is 0x8300.</summary>
    [Fact]
    public void Read_CurrentBackwards_IsNegative()
    {
        var chip = Chip();
        chip.Map[1] = 0x8300;
        using var bench = Bench(chip, new Ina219Options(0.1, 1, 3, 0));
        Assert.Equal(-0.32, bench.Row()[1], 1e-9);
    }

    [Fact]
    public void Begin_Options_AreInTheConfiguration()
    {
        var chip = Chip();
        using var bench = Bench(chip, new Ina219Options(0.1, 1, 2, 7));
        Assert.Equal(0b0_0_1_10_1111_1111_111, chip.Log[^1].Value);
    }

    internal static WordRegisters Chip()
    {
        var chip = new WordRegisters();
        chip.Set(0, 0x399F);
        chip.Set(1, 0x07D0);
        chip.Set(2, 0x5D98);
        chip.PowerOn();
        return chip;
    }

    private static SensorBench Bench(WordRegisters chip, Ina219Options options) => new(new Ina219(new I2cRegisters(chip, SimulatedChips.Place), options));
}
