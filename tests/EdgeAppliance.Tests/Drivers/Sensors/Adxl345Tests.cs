using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors.Adxl345;

namespace EdgeAppliance.Tests.Drivers.Sensors;

public sealed class Adxl345Tests
{
    private readonly Adxl345Chip _chip = new();

    public Adxl345Tests() => _chip.PowerOn();

    /// <summary>Data sheet, table 1: 256 steps a g at full resolution, so that a step is 3.9 mg.</summary>
    [Fact]
    public void Read_Queue_IsRowsAPeriodApart()
    {
        using var bench = Bench();
        var batch = bench.Read(nowUs: 1_000_000);
        Assert.Equal([970_000L, 980_000, 990_000, 1_000_000], batch.TimesUs.ToArray());
        Assert.Equal([0, 1, 2, 3], batch.Column(0).ToArray().Select(value => Math.Round(value / 9.80665 * 256, 6)));
        Assert.Equal([0, -1, -2, -3], batch.Column(1).ToArray().Select(value => Math.Round(value / 9.80665 * 256, 6)));
        Assert.Equal(9.80665, batch.Get(0, 2), 1e-9);
    }

    [Fact]
    public void Read_EmptyQueue_IsNoRow()
    {
        _chip.Queued = 0;
        using var bench = Bench();
        Assert.Equal(0, bench.Read().Count);
    }

    [Fact]
    public void Read_Overrun_IsALoss()
    {
        _chip.IsOverrun = true;
        _chip.Queued = 33;
        using var bench = Bench();
        Assert.Equal(33, bench.Read().Count);
        Assert.Equal(1, bench.Lost);
    }

    /// <summary>Tables 7, 21 and 22: 800 Hz, ±4 g, full resolution, stream.</summary>
    [Fact]
    public void Begin_Options_AreInTheRegisters()
    {
        using var bench = new SensorBench(new Adxl345(new I2cRegisters(_chip, SimulatedChips.Place), new Adxl345Options(13, 1)));
        Assert.Equal([(0x2D, 0), (0x2C, 0x0D), (0x31, 0x09), (0x38, 0), (0x38, 0x80), (0x2D, 8)], _chip.Log);
    }

    private SensorBench Bench() => new(new Adxl345(new I2cRegisters(_chip, SimulatedChips.Place), new Adxl345Options(10, 3)));
}
