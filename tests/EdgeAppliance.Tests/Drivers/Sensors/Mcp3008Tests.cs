using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors.Mcp3008;
using EdgeAppliance.Tests.Drivers.Buses;

namespace EdgeAppliance.Tests.Drivers.Sensors;

public sealed class Mcp3008Tests
{
    private readonly SimulatedMcp3008 _chip = new();

    /// <summary>Equation 4-2: code = 1024 × input / reference. Control codes from table 5-2: a2 is 1010, a7-a6 is 0111.</summary>
    [Fact]
    public void Read_EachInput_IsItsOwnVolts()
    {
        _chip.Codes[0b1010] = 512;
        _chip.Codes[0b0111] = 1023;
        using var bench = Bench("a2", "a7-a6", "a0");
        Assert.Equal([2.5, 5.0 * 1023 / 1024, 0], bench.Row());
        Assert.Equal(["a2_volts", "a7_a6_volts", "a0_volts"], bench.Batch.Channels.Names.ToArray());
    }

    [Fact]
    public void Read_WireStaysHigh_IsNoAnswer()
    {
        using var bench = Bench("a0");
        _chip.IsUnplugged = true;
        Assert.Equal(BusFault.NoAnswer, Assert.Throws<BusException>(() => bench.Read()).Fault);
    }

    [Fact]
    public void Read_InSteadyState_AllocatesNothing()
    {
        using var bench = Bench("a0", "a1");
        bench.Read();
        Assert.Equal(0, SteadyState.AllocatedBy(200, () => bench.Read()));
    }

    private SensorBench Bench(params string[] inputs) => new(new Mcp3008(new SpiWire(_chip, new SpiPlace(0, 0, 1_000_000, 0)), new Mcp3008Options(inputs, 5)));
}
