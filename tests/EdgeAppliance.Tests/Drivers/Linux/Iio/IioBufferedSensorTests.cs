using System.Buffers.Binary;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.Iio;
using EdgeAppliance.Tests.Drivers.Sensors;

namespace EdgeAppliance.Tests.Drivers.Linux.Iio;

public sealed class IioBufferedSensorTests : IDisposable
{
    private const string Device = "sys/bus/iio/devices/iio:device0";
    private const long NowNs = 10_000_000_000;

    private readonly KernelTree _tree = new();

    public IioBufferedSensorTests()
    {
        foreach (string id in new[] { "voltage0", "voltage1", "timestamp" })
            _tree.With(($"{Device}/scan_elements/in_{id}_en", "0"));
        _tree.With(($"{Device}/name", "ads1015\n"), ($"{Device}/in_voltage0_scale", "1.0\n"), ($"{Device}/in_voltage1_scale", "2.0\n"),
            ($"{Device}/scan_elements/in_voltage0_index", "0"), ($"{Device}/scan_elements/in_voltage0_type", "le:s12/16>>4\n"),
            ($"{Device}/scan_elements/in_voltage1_index", "1"), ($"{Device}/scan_elements/in_voltage1_type", "le:s12/16>>4\n"),
            ($"{Device}/scan_elements/in_timestamp_index", "2"), ($"{Device}/scan_elements/in_timestamp_type", "le:s64/64>>0\n"),
            ($"{Device}/buffer/enable", ""), ($"{Device}/buffer/length", ""), ($"{Device}/trigger/current_trigger", ""), ($"{Device}/current_timestamp_clock", ""),
            ("sys/bus/iio/devices/trigger3/name", "tick\n"), ("sys/bus/iio/devices/trigger3/sampling_frequency", ""));
        _tree.Write("dev/iio:device0", []);
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Begin_Buffer_IsSetUpAndTakenDown()
    {
        using (new SensorBench(Sensor("voltage1")))
        {
            string At(string file) => _tree.Text($"{Device}/{file}");
            Assert.Equal(("0", "1", "1"), (At("scan_elements/in_voltage0_en"), At("scan_elements/in_voltage1_en"), At("scan_elements/in_timestamp_en")));
            Assert.Equal(("tick", "64", "1", "monotonic"), (At("trigger/current_trigger"), At("buffer/length"), At("buffer/enable"), At("current_timestamp_clock")));
            Assert.Equal("250", _tree.Text("sys/bus/iio/devices/trigger3/sampling_frequency"));
        }
        Assert.Equal("0", _tree.Text($"{Device}/buffer/enable"));
    }

    [Fact]
    public void Read_Scans_AreRowsWithTheirTimes()
    {
        _tree.Write("dev/iio:device0", [.. Scan(2047 << 4, 1 << 4, NowNs - 5_000_000), .. Scan(-2048 << 4, -1 << 4, NowNs - 1_000_000)]);
        using var bench = new SensorBench(Sensor());
        var batch = bench.Read(nowUs: 50_000_000);
        Assert.Equal([49_995_000L, 49_999_000L], batch.TimesUs.ToArray());
        Assert.Equal([2.047, -2.048], batch.Column(0).ToArray(), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([0.002, -0.002], batch.Column(1).ToArray(), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(0, bench.Read().Count);
    }

    [Fact]
    public void Read_FullBuffer_IsALoss()
    {
        _tree.Write("dev/iio:device0", [.. Enumerable.Range(0, 100).SelectMany(i => Scan(0, 0, NowNs))]);
        using var bench = new SensorBench(Sensor());
        Assert.Equal(64, bench.Read().Count);
        Assert.Equal(1, bench.Lost);
        bench.Read();
        Assert.Equal(0, bench.Lost);
    }

    [Fact]
    public void Begin_NoSuchTrigger_SaysSo()
    {
        var options = Options() with { Trigger = "tock" };
        Assert.Contains("'tock'", Assert.Throws<BusException>(() => new SensorBench(new IioBufferedSensor(options, new StandingTime()))).Message);
    }

    private static byte[] Scan(int first, int second, long timestampNs)
    {
        var scan = new byte[16];
        BinaryPrimitives.WriteInt16LittleEndian(scan, (short)first);
        BinaryPrimitives.WriteInt16LittleEndian(scan.AsSpan(2), (short)second);
        BinaryPrimitives.WriteInt64LittleEndian(scan.AsSpan(8), timestampNs);
        return scan;
    }

    private IioBufferedSensor Sensor(params string[] channels) => new(Options(channels), new StandingTime());

    private IioBufferOptions Options(params string[] channels) => new("ads1015", channels, 250, "tick", 64) { Root = _tree.Root };

    private sealed class StandingTime : TimeProvider
    {
        public override long GetTimestamp() => NowNs;

        public override long TimestampFrequency => 1_000_000_000;
    }
}
