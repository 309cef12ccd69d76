using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors.Ds3231;
using EdgeAppliance.Tests.Drivers.Buses;

namespace EdgeAppliance.Tests.Drivers.Sensors;

public sealed class Ds3231Tests
{
    // 2026-03-09T10:00:00Z
    private const long TenUs = 1_773_050_400_000_000;

    /// <summary>The temperature is the data sheet's own example: 0001 1001 01 is +25.25 °C.</summary>
    [Theory]
    [InlineData(new byte[] { 0x00, 0x00, 0x10, 2, 0x09, 0x03, 0x26 }, 0)]
    [InlineData(new byte[] { 0x07, 0x00, 0x10, 2, 0x09, 0x03, 0x26 }, 7)]
    [InlineData(new byte[] { 0x59, 0x59, 0x09, 2, 0x09, 0x03, 0x26 }, -1)]
    [InlineData(new byte[] { 0x00, 0x00, 0x50, 2, 0x09, 0x03, 0x26 }, 0)]
    [InlineData(new byte[] { 0x00, 0x00, 0x72, 2, 0x08, 0x03, 0x26 }, -22 * 3600)]
    [InlineData(new byte[] { 0x00, 0x00, 0x52, 2, 0x09, 0x03, 0x26 }, -10 * 3600)]
    public void Read_Time_IsHeldAgainstTheMachines(byte[] time, double ahead)
    {
        var chip = Chip();
        time.CopyTo(chip.Map, 0);
        using var bench = new SensorBench(new Ds3231(new I2cRegisters(chip, SimulatedChips.Place)));
        var batch = bench.Read(TenUs);
        Assert.Equal((25.25, ahead, 0), (batch.Get(0, 0), batch.Get(0, 1), batch.Get(0, 2)));
    }

    [Fact]
    public void Read_StoodStill_SaysSo()
    {
        var chip = Chip();
        chip.Map[0x0F] = 0x88;
        using var bench = new SensorBench(new Ds3231(new I2cRegisters(chip, SimulatedChips.Place)));
        Assert.Equal(1, bench.Row()[2]);
    }

    [Fact]
    public void Read_Below_Zero_IsNegative()
    {
        var chip = Chip();
        chip.Map[0x11] = 0xFF;
        chip.Map[0x12] = 0xC0;
        using var bench = new SensorBench(new Ds3231(new I2cRegisters(chip, SimulatedChips.Place)));
        Assert.Equal(-0.25, bench.Row()[0]);
    }

    [Fact]
    public void Read_NoTime_IsAnotherChip()
    {
        var chip = Chip();
        chip.Map[5] = 0x13;
        using var bench = new SensorBench(new Ds3231(new I2cRegisters(chip, SimulatedChips.Place)));
        Assert.Equal(BusFault.WrongChip, Assert.Throws<BusException>(() => bench.Read()).Fault);
    }

    internal static ByteRegisters Chip()
    {
        var chip = new ByteRegisters();
        chip.Set(0, 0x00, 0x00, 0x10, 2, 0x09, 0x03, 0x26);
        chip.Set(0x11, 0x19, 0x40);
        chip.PowerOn();
        return chip;
    }
}
