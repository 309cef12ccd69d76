using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors.Mcp9808;
using EdgeAppliance.Tests.Drivers.Buses;

namespace EdgeAppliance.Tests.Drivers.Sensors;

public sealed class Mcp9808Tests
{
    /// <summary>The first is the example of DS25095, figure 5-3: C1 94 is +25.25 °C, with two of the alert flags set.</summary>
    [Theory]
    [InlineData(0xC194, 25.25)]
    [InlineData(0x0000, 0)]
    [InlineData(0x1FFF, -0.0625)]
    [InlineData(0x1E74, -24.75)]
    [InlineData(0x07D0, 125)]
    public void Read_AmbientRegister_BecomesCelsius(int ambient, double celsius)
    {
        using var bench = Bench(Chip((ushort)ambient), 3);
        Assert.Equal(celsius, bench.Row()[0]);
    }

    [Fact]
    public void Begin_Resolution_IsInItsRegister()
    {
        var chip = Chip(0);
        using var bench = Bench(chip, 1);
        Assert.Equal([(1, 0), (8, 1)], chip.Log);
    }

    [Fact]
    public void Begin_AnotherMakersChip_IsRefused()
    {
        var chip = Chip(0);
        chip.Map[6] = 0x1B09;
        Assert.Equal(BusFault.WrongChip, Assert.Throws<BusException>(() => Bench(chip, 3)).Fault);
    }

    internal static WordRegisters Chip(ushort ambient)
    {
        var chip = new WordRegisters();
        chip.Set(5, ambient);
        chip.Set(6, 0x0054);
        chip.Set(7, 0x0400);
        chip.PowerOn();
        return chip;
    }

    private static SensorBench Bench(WordRegisters chip, int resolution) => new(new Mcp9808(new I2cRegisters(chip, SimulatedChips.Place), resolution));
}
