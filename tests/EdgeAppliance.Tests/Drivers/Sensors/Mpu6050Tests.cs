using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors.Mpu6050;

namespace EdgeAppliance.Tests.Drivers.Sensors;

public sealed class Mpu6050Tests
{
    private readonly Mpu6050Chip _chip = new();

    public Mpu6050Tests() => _chip.PowerOn();

    /// <summary>At ±4 g and ±500 degrees a second, sections 4.17 to 4.19: 8192 steps a g, 65.5 a degree, and -521 is 35 °C to within a tenth.</summary>
    [Fact]
    public void Read_Queue_IsWholeSamplesInUnits()
    {
        using var bench = Bench();
        var batch = bench.Read(nowUs: 1_000_000);
        Assert.Equal([980_000L, 990_000, 1_000_000], batch.TimesUs.ToArray());
        Assert.Equal(9.80665, batch.Get(2, 0), 1e-9);
        Assert.Equal(-9.80665, batch.Get(2, 1), 1e-9);
        Assert.Equal(35, batch.Get(2, 3), 0.1);
        Assert.Equal(10 * Math.PI / 180, batch.Get(2, 4), 1e-9);
        Assert.Equal(-10 * Math.PI / 180, batch.Get(2, 5), 1e-9);
    }

    [Fact]
    public void Read_Overflow_BeginsTheQueueAnew()
    {
        using var bench = Bench();
        _chip.IsOverflown = true;
        _chip.Log.Clear();
        Assert.Equal(0, bench.Read().Count);
        Assert.Equal(73, bench.Lost);
        Assert.Equal([(0x6A, 4), (0x6A, 0x40)], _chip.Log);
    }

    [Fact]
    public void Begin_Options_AreInTheRegisters()
    {
        using var bench = new SensorBench(new Mpu6050(new I2cRegisters(_chip, SimulatedChips.Place), new Mpu6050Options(4, 2, 3, 2)));
        Assert.Equal([(0x6B, 0x80), (0x6B, 1), (0x1A, 2), (0x19, 4), (0x1B, 0x10), (0x1C, 0x18), (0x23, 0xF8), (0x6A, 4), (0x6A, 0x40)], _chip.Log);
    }

    private SensorBench Bench() => new(new Mpu6050(new I2cRegisters(_chip, SimulatedChips.Place), new Mpu6050Options(9, 3, 1, 1)));
}
