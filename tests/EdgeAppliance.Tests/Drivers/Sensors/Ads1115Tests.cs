using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors.Ads1115;
using EdgeAppliance.Tests.Drivers.Buses;

namespace EdgeAppliance.Tests.Drivers.Sensors;

public sealed class Ads1115Tests
{
    private const byte Conversion = 0, Config = 1;
    private const ushort Done = 1 << 15;

    /// <summary>SBAS444, table 7-1: ideal codes, here of ±2.048 V.</summary>
    [Theory]
    [InlineData(0x7FFF, 2.048 * 32767 / 32768)]
    [InlineData(0x0001, 2.048 / 32768)]
    [InlineData(0x0000, 0)]
    [InlineData(0xFFFF, -2.048 / 32768)]
    [InlineData(0x8000, -2.048)]
    public void Read_IdealCodes_AreTheirVolts(int code, double volts)
    {
        var chip = Chip();
        chip.OnWritten = _ => chip.Map[Conversion] = (ushort)code;
        using var bench = Bench(chip, ["a0"], 2, 4);
        Assert.Equal(volts, bench.Row()[0], 1e-12);
    }

    [Fact]
    public void Read_SeveralInputs_ConvertsEachByItself()
    {
        var chip = Chip();
        // Whatever is chosen reads as its code, so that a value of another input would be seen.
        chip.OnWritten = register => chip.Map[Conversion] = register == Config ? (ushort)((chip.Map[Config] >> 12 & 7) * 1000) : chip.Map[Conversion];
        using var bench = Bench(chip, ["a3", "a0-a1", "a2"], 0, 7);
        Assert.Equal([7000 * 6.144 / 32768, 0, 6000 * 6.144 / 32768], bench.Row());
        Assert.Equal(["a3_volts", "a0_a1_volts", "a2_volts"], bench.Batch.Channels.Names.ToArray());
    }

    [Fact]
    public void Read_Options_AreInTheConfiguration()
    {
        var chip = Chip();
        using var bench = Bench(chip, ["a1"], 5, 3);
        bench.Read();
        // Start, a1 against ground, ±0.256 V, single, 64 a second, no comparator (SBAS444, table 8-3).
        Assert.Equal(0b1_101_101_1_011_00011, chip.Log[^1].Value);
    }

    [Fact]
    public void Read_NeverDone_IsNotReady()
    {
        var chip = Chip();
        using var bench = Bench(chip, ["a0"], 2, 4);
        chip.OnWritten = register => chip.Map[register] &= unchecked((ushort)~Done);
        Assert.Equal(BusFault.NotReady, Assert.Throws<BusException>(() => bench.Read()).Fault);
    }

    [Fact]
    public void Begin_RegisterThatKeepsNothing_IsAnotherChip()
    {
        var chip = Chip();
        chip.OnWritten = register => chip.Map[register] = 0;
        Assert.Equal(BusFault.WrongChip, Assert.Throws<BusException>(() => Bench(chip, ["a0"], 2, 4)).Fault);
    }

    internal static WordRegisters Chip()
    {
        var chip = new WordRegisters();
        chip.Set(Config, 0x8583);
        chip.PowerOn();
        return chip;
    }

    private static SensorBench Bench(WordRegisters chip, string[] inputs, int range, int rate) =>
        new(new Ads1115(new I2cRegisters(chip, SimulatedChips.Place), new Ads1115Options(inputs, range, rate)));
}
