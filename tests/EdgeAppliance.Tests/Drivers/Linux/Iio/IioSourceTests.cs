using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.Iio;
using EdgeAppliance.Tests.Drivers.Sensors;

namespace EdgeAppliance.Tests.Drivers.Linux.Iio;

public sealed class IioSourceTests : IDisposable
{
    private const string Device = "sys/bus/iio/devices/iio:device1";

    private readonly KernelTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Read_RawWithScaleAndOffset_IsInOurUnits()
    {
        _tree.With(($"{Device}/name", "adc\n"), ($"{Device}/in_voltage0_raw", "1000\n"), ($"{Device}/in_voltage0_scale", "2.000000000\n"),
            ($"{Device}/in_voltage1_raw", "-10\n"), ($"{Device}/in_voltage_scale", "0.5\n"), ($"{Device}/in_voltage0-voltage1_raw", "4\n"), ($"{Device}/in_voltage-voltage_scale", "250\n"),
            ($"{Device}/in_temp_raw", "100\n"), ($"{Device}/in_temp_offset", "150\n"), ($"{Device}/in_temp_scale", "100\n"), ($"{Device}/in_accel_x_raw", "3\n"),
            ($"{Device}/in_accel_scale", "0.25\n"), ($"{Device}/in_proximity_raw", "77\n"));
        var values = Row("adc");
        Assert.Equal(2, values["voltage0_volts"], 1e-12);
        Assert.Equal(-0.005, values["voltage1_volts"], 1e-12);
        Assert.Equal(1, values["voltage0_voltage1_volts"], 1e-12);
        Assert.Equal(25, values["temp_celsius"], 1e-12);
        Assert.Equal(0.75, values["accel_x_m_s2"], 1e-12);
        Assert.Equal(77, values["proximity"]);
    }

    [Fact]
    public void Read_ProcessedValue_IsTakenAsItIs()
    {
        _tree.With(($"{Device}/name", "bmp280\n"), ($"{Device}/in_pressure_input", "100.653265\n"), ($"{Device}/in_temp_input", "25080\n"), ($"{Device}/in_temp_raw", "1\n"));
        var values = Row("bmp280");
        Assert.Equal(100653.265, values["pressure_pascals"], 1e-6);
        Assert.Equal(25.08, values["temp_celsius"], 1e-9);
        Assert.Equal(2, values.Count);
    }

    [Fact]
    public void Open_SomeChannels_AreThoseAlone()
    {
        _tree.With(($"{Device}/name", "adc\n"), ($"{Device}/label", "tank\n"), ($"{Device}/in_voltage0_raw", "1\n"), ($"{Device}/in_voltage1_raw", "2\n"), ($"{Device}/in_voltage10_raw", "3\n"));
        Assert.Equal(["voltage1_volts"], Row("tank", "voltage1").Keys);
        Assert.Equal(BusFault.Unsupported, Assert.Throws<BusException>(() => IioSource.Open(_tree.Root, "adc", ["voltage7"])).Fault);
        Assert.Equal(BusFault.Unplugged, Assert.Throws<BusException>(() => IioSource.Open(_tree.Root, "nothing", [])).Fault);
    }

    [Fact]
    public void Read_FileGoesAway_IsUnplugged()
    {
        _tree.With(($"{Device}/name", "adc\n"), ($"{Device}/in_voltage0_raw", "1\n"));
        using var bench = new SensorBench(IioSource.Open(_tree.Root, "adc", []));
        _tree.Delete($"{Device}/in_voltage0_raw");
        Assert.Equal(BusFault.Unplugged, Assert.Throws<BusException>(() => bench.Read()).Fault);
    }

    [Fact]
    public void Read_InSteadyState_AllocatesNothing()
    {
        _tree.With(($"{Device}/name", "adc\n"), ($"{Device}/in_voltage0_raw", "1\n"));
        using var bench = new SensorBench(IioSource.Open(_tree.Root, "adc", []));
        bench.Read();
        Assert.Equal(0, SteadyState.AllocatedBy(100, () => bench.Read()));
    }

    private Dictionary<string, double> Row(string device, params string[] channels)
    {
        using var bench = new SensorBench(IioSource.Open(_tree.Root, device, channels));
        return bench.Row().Select((value, c) => KeyValuePair.Create(bench.Batch.Channels[c], value)).ToDictionary();
    }
}
