using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors.Vl53l0x;
using EdgeAppliance.Tests.Drivers.Buses;

namespace EdgeAppliance.Tests.Drivers.Sensors;

public sealed class Vl53l0xTests
{
    [Theory]
    [InlineData(11, 432, 0.432)]
    [InlineData(4, 432, double.NaN)]
    [InlineData(11, 8190, double.NaN)]
    public void Read_Result_IsMetresOrMissing(int status, int millimetres, double metres)
    {
        var chip = Chip();
        chip.Map[0x14] = (byte)(status << 3 | 1);
        chip.Map[0x1E] = (byte)(millimetres >> 8);
        chip.Map[0x1F] = (byte)millimetres;
        using var bench = Bench(chip);
        Assert.Equal(metres, bench.Row()[0]);
        Assert.Equal([(0x00, 1), (0x0B, 1)], chip.Log);
    }

    [Fact]
    public void Read_NeverDone_IsNotReady()
    {
        var chip = Chip();
        chip.Map[0x14] = 0;
        using var bench = Bench(chip);
        Assert.Equal(BusFault.NotReady, Assert.Throws<BusException>(() => bench.Read()).Fault);
    }

    [Fact]
    public void Begin_AnotherChip_IsRefused()
    {
        var chip = Chip();
        chip.Map[0xC0] = 0xEA;
        Assert.Equal(BusFault.WrongChip, Assert.Throws<BusException>(() => Bench(chip)).Fault);
    }

    internal static ByteRegisters Chip()
    {
        var chip = new ByteRegisters();
        chip.Set(0xC0, 0xEE, 0xAA, 0x10);
        chip.Set(0x14, 11 << 3 | 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);
        chip.PowerOn();
        return chip;
    }

    private static SensorBench Bench(ByteRegisters chip) => new(new Vl53l0x(new I2cRegisters(chip, SimulatedChips.Place)));
}
