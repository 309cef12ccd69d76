using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Sparkplug;
using EdgeAppliance.Drivers.Protocols.Sparkplug;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Metric = EdgeAppliance.Tests.Ingest.Sparkplug.EdgeNode.Metric;

namespace EdgeAppliance.Tests.Ingest.Sparkplug;

public sealed class SparkplugSourceTests : IDisposable
{
    private const ulong T = 1_700_000_000_000;

    private readonly HeldStore _store = new(held: false);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds((long)T));
    private readonly List<(string Topic, byte[] Payload, bool Retain)> _published = [];
    private readonly EdgeNode _node = new();
    private SparkplugSource _source;

    public SparkplugSourceTests() => _source = Make(options => options);

    public void Dispose() => _source.Dispose();

    private static Metric[] TwoMetrics => [new("Temp", 1) { Value = 20d }, new("Flow", 2) { Value = 5d }, new("Text", 3) { Value = "x" }, new("Node Control/Rebirth", 4) { Value = false }];

    [Fact]
    public void Birth_ThenData_AreReadingsOfTheDevice()
    {
        Send("NBIRTH/n", _node.NodeBirth());
        Send("DBIRTH/n/pump", _node.Next(TwoMetrics));
        Send("DDATA/n/pump", _node.Next(new Metric(null, 1) { Value = 21d, TimeMs = T + 5 }, new Metric(null, 3) { Value = "y" }));
        var batches = Stored();
        Assert.All(batches, batch => Assert.Equal(("field", "plant/n/pump"), (batch.Source, batch.Device)));
        Assert.Equal(["Temp", "Flow"], batches[0].Channels.Names.ToArray());
        Assert.Equal([((long)T * 1000, 20d, 5d), ((long)(T + 5) * 1000, 21d, 5d)], Rows(batches));
        Assert.Empty(_published);
    }

    [Fact]
    public void Data_NotHeld_LacksWhatDidNotChange()
    {
        Use(options => options with { Holds = false });
        Send("NBIRTH/n", _node.NodeBirth(TwoMetrics));
        Send("NDATA/n", _node.Next(new Metric("Flow") { Value = 6d }));
        Assert.Equal([((long)T * 1000, 20d, 5d), ((long)T * 1000, double.NaN, 6d)], Rows(Stored()));
    }

    [Fact]
    public void Data_Mapped_HasTheChannelsOfTheMap()
    {
        Use(options => options with { Channels = new Dictionary<string, string> { ["flow_l_s"] = "Flow" } });
        Send("NBIRTH/n", _node.NodeBirth(TwoMetrics));
        Assert.Equal(["flow_l_s"], Assert.Single(Stored()).Channels.Names.ToArray());
    }

    [Fact]
    public void Data_OneTimeOrSeveral_AreOneReadingATime()
    {
        Send("NBIRTH/n", _node.NodeBirth(TwoMetrics));
        Send("NDATA/n", _node.Next(
            new Metric(null, 1) { Value = 1d, TimeMs = T + 1 }, new Metric(null, 2) { Value = 2d, TimeMs = T + 1 },
            new Metric(null, 1) { Value = 3d, TimeMs = T + 2 }, new Metric(null, 1) { Value = 4d, TimeMs = T + 2 }));
        Assert.Equal([(1, 1d, 2d), (2, 3d, 2d), (2, 4d, 2d)], Rows(Stored()).Skip(1).Select(row => ((int)(row.TimeUs / 1000 - (long)T), row.A, row.B)));
    }

    [Fact]
    public void Data_Historical_KeepsItsTimeAndLeavesTheValuesOfNow()
    {
        Send("NBIRTH/n", _node.NodeBirth(TwoMetrics));
        Send("NDATA/n", _node.Next(new Metric(null, 1) { Value = 9d, TimeMs = T - 3_600_000, IsHistorical = true }));
        Send("NDATA/n", _node.Next(new Metric(null, 2) { Value = 6d }));
        Assert.Equal([((long)(T - 3_600_000) * 1000, 9d, double.NaN), ((long)T * 1000, 20d, 6d)], Rows(Stored()).Skip(1));
    }

    [Fact]
    public void Sequence_GoesRoundBehind255()
    {
        Send("NBIRTH/n", _node.NodeBirth(TwoMetrics));
        for (int i = 0; i < 600; i++) Send("NDATA/n", _node.Next(new Metric(null, 1) { Value = (double)i }));
        Assert.Empty(_published);
        Assert.Equal(601, _source.Counters.Accepted);
    }

    [Fact]
    public void Sequence_Gap_TakesTheDataAndAsksForARebirthSeldomEnough()
    {
        Send("NBIRTH/n", _node.NodeBirth(TwoMetrics));
        for (int i = 0; i < 3; i++)
        {
            _node.Lose();
            Send("NDATA/n", _node.Next(new Metric(null, 1)));
        }
        Assert.Equal(4, _source.Counters.Accepted);
        AssertRebirth(Assert.Single(_published));
        _time.Advance(TimeSpan.FromSeconds(10));
        _node.Lose();
        Send("NDATA/n", _node.Next(new Metric(null, 1)));
        Assert.Equal(2, _published.Count);
    }

    [Fact]
    public void Data_UnknownAlias_LeavesOutTheMetricAndAsksForARebirth()
    {
        Send("NBIRTH/n", _node.NodeBirth(TwoMetrics));
        Send("NDATA/n", _node.Next(new Metric(null, 77), new Metric(null, 1) { Value = 1d }));
        Assert.Equal(1, Rows(Stored())[^1].A);
        Assert.Equal(1, _source.Counters.Refused(PayloadError.NotBorn));
        AssertRebirth(Assert.Single(_published));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(PayloadError.NotBorn, Send("NDATA/n", _node.Next(new Metric(null, 77))));
        Assert.Equal(2, _published.Count);
    }

    [Fact]
    public void Data_BeforeAnyBirth_IsRefusedAndTheBirthAskedFor()
    {
        Assert.Equal(PayloadError.NotBorn, Send("NDATA/n", _node.Next(new Metric("Temp"))));
        AssertRebirth(Assert.Single(_published));
        Send("NBIRTH/n", _node.NodeBirth(TwoMetrics));
        Assert.Equal(PayloadError.NotBorn, Send("DDATA/n/pump", _node.Next(new Metric("Temp"))));
        Send("DBIRTH/n/pump", _node.Next(TwoMetrics));
        Assert.Equal(PayloadError.None, Send("DDATA/n/pump", _node.Next(new Metric("Temp"))));
    }

    [Fact]
    public void NodeDeath_OfThisBirth_MakesAllStaleAndOfAnEarlierOneNothing()
    {
        byte[] earlier = new EdgeNode(7).Death();
        Send("NBIRTH/n", _node.NodeBirth(TwoMetrics));
        Send("DBIRTH/n/pump", _node.Next(TwoMetrics));
        Send("NDEATH/n", earlier);
        Assert.Empty(_source.Status.Conditions);
        Send("NDEATH/n", _node.Death());
        var condition = Assert.Single(_source.Status.Conditions);
        Assert.Equal(("sparkplug.node-offline", "sources.field"), (condition.Code, condition.Subject));
        Assert.Contains("plant/n", condition.Text);
        foreach (string device in new[] { "plant/n", "plant/n/pump" })
            Assert.True(double.IsNaN(Rows(Stored().Where(batch => batch.Device == device))[^1].A), device);
        Send("NBIRTH/n", _node.NodeBirth(TwoMetrics));
        Assert.Equal("sparkplug.device-offline", Assert.Single(_source.Status.Conditions).Code);
        Send("DBIRTH/n/pump", _node.Next(TwoMetrics));
        Assert.Empty(_source.Status.Conditions);
    }

    [Fact]
    public void DeviceDeath_MakesTheDeviceStale()
    {
        Send("NBIRTH/n", _node.NodeBirth());
        Send("DBIRTH/n/pump", _node.Next(TwoMetrics));
        Send("DDEATH/n/pump", _node.Next());
        Assert.Equal("sparkplug.device-offline", Assert.Single(_source.Status.Conditions).Code);
        Assert.True(double.IsNaN(Rows(Stored())[^1].A));
        Assert.Equal(PayloadError.NotBorn, Send("DDATA/n/pump", _node.Next(new Metric(null, 1))));
    }

    [Fact]
    public void Birth_SameMetrics_KeepsTheListOfChannels()
    {
        Send("NBIRTH/n", _node.NodeBirth(TwoMetrics));
        Send("NBIRTH/n", _node.NodeBirth(TwoMetrics));
        Assert.Single(Stored().Select(batch => batch.Channels).Distinct());
    }

    [Fact]
    public void Birth_TooManyChannels_IsRefusedWithACondition()
    {
        Use(options => options with { Limits = options.Limits with { ChannelsMax = 1 } });
        Assert.Equal(PayloadError.TooManyChannels, Send("NBIRTH/n", _node.NodeBirth(TwoMetrics)));
        Assert.Equal("sparkplug.birth-refused", Assert.Single(_source.Status.Conditions).Code);
        Send("NDATA/n", _node.Next(new Metric(null, 1)));
        Assert.Empty(_published);
    }

    [Fact]
    public void TryResolve_OtherGroupsCommandsAndHosts_AreNotTaken()
    {
        Use(options => options with { Group = "plant" });
        foreach (string topic in new[] { "spBv1.0/other/NDATA/n", "spBv1.0/plant/NCMD/n", "spBv1.0/plant/DCMD/n/d", "spBv1.0/STATE/h", "plant/n" })
            Assert.False(_source.TryResolve(topic, out _), topic);
        Assert.True(_source.TryResolve("spBv1.0/plant/NDATA/n", out var device));
        Assert.NotNull(device);
    }

    [Fact]
    public void TryResolve_TooManyNodes_HasNoDevice()
    {
        Use(options => options with { Limits = options.Limits with { DevicesMax = 2 } });
        Assert.True(_source.TryResolve("spBv1.0/plant/NDATA/a", out var first));
        Assert.True(_source.TryResolve("spBv1.0/plant/DDATA/a/x", out var second));
        Assert.True(_source.TryResolve("spBv1.0/plant/NDATA/b", out var third));
        Assert.Equal((true, true, false), (first is not null, second is not null, third is not null));
    }

    [Fact]
    public void Host_IsShownOnlineAsLongAsTheSourceRuns()
    {
        Use(options => options with { Host = "scada" });
        _source.Announce();
        Assert.True(_published is [{ Topic: "spBv1.0/STATE/scada", Retain: true } state] && System.Text.Encoding.UTF8.GetString(state.Payload) == $$"""{"online":true,"timestamp":{{T}}}""");
        _source.Dispose();
        Assert.Contains("\"online\":false", System.Text.Encoding.UTF8.GetString(_published[^1].Payload));
    }

    [Fact]
    public void Data_Warm_AllocatesNothing()
    {
        // The accumulator's thread does the rest; what it takes is let go at once.
        var source = new SparkplugSource(Options, batch => { batch.Release(); return Task.CompletedTask; }, (_, _, _) => { }, _time, NullLogger.Instance);
        source.TryResolve("spBv1.0/plant/NBIRTH/n", out var births);
        source.TryResolve("spBv1.0/plant/NDATA/n", out var data);
        source.TryTake(births!, _node.NodeBirth([.. Enumerable.Range(0, 40).Select(i => new Metric($"m{i}", (ulong)i))]), out _, out _);
        byte[][] payloads = [.. Enumerable.Range(0, 256).Select(_ => _node.Next([.. Enumerable.Range(0, 40).Select(i => new Metric(null, (ulong)i))]))];
        int next = 0;
        void Turn() => source.TryTake(data!, payloads[next++ % 256], out var error, out _);
        // A group and its batch are made anew as the last one is handed over, at worst for each payload: no more than 10 bytes for each of its metrics.
        Assert.InRange(SteadyState.AllocatedBy(2048, Turn), 0, 2048 * 400);
        Assert.Equal(0, source.Counters.RefusedTotal);
        source.Dispose();
    }

    private static SparkplugSourceOptions Options => new() { Name = "field" };

    private SparkplugSource Make(Func<SparkplugSourceOptions, SparkplugSourceOptions> change)
    {
        var source = new SparkplugSource(change(Options), _store.Append, (topic, payload, retain) => _published.Add((topic, payload, retain)), _time, NullLogger.Instance);
        source.Start();
        return source;
    }

    private void Use(Func<SparkplugSourceOptions, SparkplugSourceOptions> change)
    {
        _source.Dispose();
        _source = Make(change);
    }

    private PayloadError Send(string topic, byte[] payload)
    {
        Assert.True(_source.TryResolve($"spBv1.0/plant/{topic}", out var device));
        Assert.True(_source.TryTake(device!, payload, out var error, out var stored));
        Assert.Equal(error == PayloadError.None, stored is not null);
        stored?.Wait(TimeSpan.FromSeconds(30));
        return error;
    }

    private List<ReadingBatch> Stored() => _store.Batches;

    private static List<(long TimeUs, double A, double B)> Rows(IEnumerable<ReadingBatch> batches) =>
        [.. batches.SelectMany(batch => Enumerable.Range(0, batch.Count).Select(row => (batch.TimesUs[row], batch.Get(row, 0), batch.Get(row, 1))))];

    private static void AssertRebirth((string Topic, byte[] Payload, bool Retain) published)
    {
        Assert.Equal(("spBv1.0/plant/NCMD/n", false), (published.Topic, published.Retain));
        Assert.Equal(SparkplugError.None, SparkplugPayload.Read(published.Payload, SparkplugLimits.Default, out var payload));
        foreach (var metric in payload)
        {
            Assert.Equal("Node Control/Rebirth"u8.ToArray(), metric.Name.ToArray());
            Assert.Equal((SparkplugDataType.Boolean, 1UL), (metric.Type, metric.Bits));
        }
        Assert.Equal(1, payload.Count);
    }
}
