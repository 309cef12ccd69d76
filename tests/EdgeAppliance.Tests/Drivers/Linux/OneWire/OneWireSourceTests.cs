using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.OneWire;
using EdgeAppliance.Tests.Drivers.Sensors;

namespace EdgeAppliance.Tests.Drivers.Linux.OneWire;

public sealed class OneWireSourceTests : IDisposable
{
    private const string First = "28-0316a279f6ff", Second = "10-000802be0c1a";

    private readonly KernelTree _tree = new();

    public OneWireSourceTests()
    {
        Set(First, "21437");
        Set(Second, "-1250");
        // A switch is no thermometer, and the bus itself no device.
        _tree.With(("sys/bus/w1/devices/05-000802be0c1a/state", "0"), ("sys/bus/w1/devices/w1_bus_master1/w1_master_name", "x"));
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Open_WithoutNames_TakesEveryThermometer()
    {
        using var bench = new SensorBench(OneWireSource.Open(_tree.Root, []));
        Assert.Equal([-1.25, 21.437], bench.Row(), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(["10_000802be0c1a_celsius", "28_0316a279f6ff_celsius"], bench.Batch.Channels.Names.ToArray());
    }

    [Fact]
    public void Read_PowerOnValue_IsAFaultUnlessItWasWarmBefore()
    {
        using var bench = new SensorBench(OneWireSource.Open(_tree.Root, [("inlet", First)]));
        bench.Read();
        Set(First, "85000");
        Assert.Equal(BusFault.NotReady, Assert.Throws<BusException>(() => bench.Read()).Fault);
        Set(First, "84500");
        bench.Read();
        Set(First, "85000");
        Assert.Equal(85, bench.Row()[0]);
        Assert.Equal("inlet_celsius", bench.Batch.Channels[0]);
    }

    [Fact]
    public void Open_NothingOnTheBus_IsUnplugged()
    {
        using var empty = new KernelTree();
        Assert.Equal(BusFault.Unplugged, Assert.Throws<BusException>(() => OneWireSource.Open(empty.Root, [])).Fault);
    }

    private void Set(string id, string text) => _tree.With(($"sys/bus/w1/devices/{id}/temperature", text + "\n"));
}
