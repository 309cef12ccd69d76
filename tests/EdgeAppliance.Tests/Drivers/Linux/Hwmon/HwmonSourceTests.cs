using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.Hwmon;
using EdgeAppliance.Tests.Drivers.Sensors;

namespace EdgeAppliance.Tests.Drivers.Linux.Hwmon;

public sealed class HwmonSourceTests : IDisposable
{
    private readonly KernelTree _tree = new();

    public HwmonSourceTests()
    {
        _tree.With(("sys/class/hwmon/hwmon0/name", "lm75\n"), ("sys/class/hwmon/hwmon0/temp1_input", "21500\n"),
            ("sys/class/hwmon/hwmon1/name", "lm75\n"), ("sys/class/hwmon/hwmon1/temp1_input", "-5000\n"), ("sys/class/hwmon/hwmon1/temp1_label", "Outside\n"),
            ("sys/class/hwmon/hwmon2/name", "ina2xx\n"), ("sys/class/hwmon/hwmon2/curr1_input", "1500\n"));
        _tree.Link("sys/class/hwmon/hwmon0/device", "../../../1-0048");
        _tree.Link("sys/class/hwmon/hwmon1/device", "../../../1-0049");
    }

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("lm75", "", "temp1_celsius", 21.5)]
    [InlineData("lm75", "1-0049", "outside_celsius", -5)]
    [InlineData("ina2xx", "", "curr1_amperes", 1.5)]
    public void Open_ChipByName_ReadsIt(string chip, string device, string channel, double value)
    {
        using var bench = new SensorBench(HwmonSource.Open(_tree.Root, chip, device));
        Assert.Equal(value, bench.Row()[0], 1e-9);
        Assert.Equal(channel, bench.Batch.Channels[0]);
    }

    [Fact]
    public void Open_NoSuchChip_IsUnplugged() =>
        Assert.Equal((BusFault.Unplugged, "The kernel drives no sensor chip 'lm75' at 1-004a."), Fault(() => HwmonSource.Open(_tree.Root, "lm75", "1-004a")));

    private static (BusFault, string) Fault(Action open) => Assert.Throws<BusException>(open) is { } fault ? (fault.Fault, fault.Message) : default;
}
