using System.Net;
using System.Text.Json;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Commands;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Sparkplug;
using EdgeAppliance.Daemon.Uplink;
using EdgeAppliance.Tests.Ingest;
using EdgeAppliance.Tests.Peers;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Daemon.Uplink.Sparkplug;

/// <summary>The Sparkplug uplink against Eclipse Tahu's codec behind mosquitto, and against the embedded broker with a Sparkplug source.</summary>
public sealed class SparkplugUplinkTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Lane s_lane = new("cloud", RecordPriority.Normal);

    private readonly MemoryOutbox _outbox = new();
    private readonly UplinkState _state = new("cloud");
    private readonly ToldSource _doors = new("doors", "siren", "show");
    private CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Stop();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_IntoASparkplugSource_ArrivesInOrderAndLeavesTheOutbox(bool isVersion5)
    {
        var store = new HeldStore(held: false);
        MqttBroker? broker = null;
        using var source = new SparkplugSource(new SparkplugSourceOptions { Name = "up" }, store.Append, (topic, payload, retain) => broker!.Publish(topic, payload, retain), TimeProvider.System, NullLogger.Instance);
        broker = new MqttBroker(new MqttBrokerOptions(), [source], NullLogger<MqttBroker>.Instance);
        await broker.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        Add(1, 300);
        Start(broker.Endpoint.Port, c => c with { IsVersion5 = isVersion5 });
        await Until(() => _state.Acknowledged >= 300);
        Add(301, 700);
        await Until(() => _outbox.Count(s_lane) == 0);
        await Until(() => store.Rows >= 700);
        var batches = store.Batches.Where(batch => batch.Device == "plant/box/p").ToList();
        Assert.Equal(["Record/Sequence", "d1/x"], batches[0].Channels.Names.ToArray());
        Assert.Equal(Enumerable.Range(1, 700).Select(i => (double)i), batches.SelectMany(batch => batch.Column(0).ToArray()).Where(double.IsFinite).Distinct());
        Assert.Equal(0, source.RebirthsAsked);
        await Stop();
        await Until(() => source.Status.Conditions is [{ Code: "sparkplug.node-offline" }]);
        await broker.DisposeAsync();
    }

    [NpmPeerFact("sparkplug", needsMosquitto: true)]
    public async Task Run_Peer_SeesBirthsDataRebirthAndDeath()
    {
        using var broker = new Mosquitto("allow_anonymous true");
        using var host = await Host(broker);
        Start(broker.Port);
        var birth = await Seen(host, "spBv1.0/plant/NBIRTH/box");
        Assert.Equal((0, "Int64"), (birth.GetProperty("seq").GetInt32(), Metric(birth, "bdSeq").GetProperty("type").GetString()));
        Add(1, 600);
        var device = await Seen(host, "spBv1.0/plant/DBIRTH/box/p");
        ulong alias = Metric(device, "d1/x").GetProperty("alias").GetUInt64();
        for (int i = 1; i <= 600; i++)
        {
            var data = await Seen(host, "spBv1.0/plant/DDATA/box/p");
            Assert.Equal((i + 1) % 256, data.GetProperty("seq").GetInt32());
            var metrics = data.GetProperty("metrics").EnumerateArray().ToList();
            Assert.Equal((i, alias, 1.0), (metrics[0].GetProperty("value").GetInt32(), metrics[1].GetProperty("alias").GetUInt64(), metrics[1].GetProperty("value").GetDouble()));
        }
        Tell(host, "spBv1.0/plant/NCMD/box", """{"name":"Node Control/Rebirth","type":"Boolean","value":true}""");
        Assert.Equal(Metric(birth, "bdSeq").GetProperty("value").GetInt32(), Metric(await Seen(host, "spBv1.0/plant/NBIRTH/box"), "bdSeq").GetProperty("value").GetInt32());
        Assert.Equal(600, Metric(await Seen(host, "spBv1.0/plant/DBIRTH/box/p"), "Record/Sequence").GetProperty("value").GetInt32());
        await Stop();
        Assert.Equal(Metric(birth, "bdSeq").GetProperty("value").GetInt32(), Metric(await Seen(host, "spBv1.0/plant/NDEATH/box"), "bdSeq").GetProperty("value").GetInt32());
    }

    [NpmPeerFact("sparkplug", needsMosquitto: true)]
    public async Task Run_Peer_CommandsReachTheSource()
    {
        using var broker = new Mosquitto("allow_anonymous true");
        using var host = await Host(broker);
        Start(broker.Port);
        Metric(await Seen(host, "spBv1.0/plant/NBIRTH/box"), "Commands/doors/siren");
        Tell(host, "spBv1.0/plant/NCMD/box", """{"name":"Commands/doors/siren","type":"Boolean","value":true}""");
        Tell(host, "spBv1.0/plant/DCMD/box/doors", """{"name":"siren","type":"Int32","value":-5}""");
        Tell(host, "spBv1.0/plant/DCMD/box/doors", """{"name":"show","type":"String","value":"{\"line\":1}"}""");
        await Until(() => _doors.Told.Count == 3);
        Assert.Equal(["-5", "true", "{\"line\":1}"], _doors.Told.Select(told => told.Value).Order(StringComparer.Ordinal));
    }

    /// <summary>The records were made while there was no link, an hour ago by their times.</summary>
    [NpmPeerFact("sparkplug", needsMosquitto: true)]
    public async Task Run_Peer_BacklogOfAnHour_ArrivesAsHistory()
    {
        using var first = new Mosquitto("allow_anonymous true");
        Start(first.Port);
        await Until(() => _state.Connected);
        first.Dispose();
        await Until(() => !_state.Connected);
        await Stop();
        Add(1, 3600);
        using var second = new Mosquitto("allow_anonymous true", first.Port);
        using var host = await Host(second);
        Start(second.Port);
        for (int i = 1; i <= 3600; i++)
        {
            var metrics = (await Seen(host, "spBv1.0/plant/DDATA/box/p")).GetProperty("metrics").EnumerateArray().ToList();
            Assert.All(metrics, metric => Assert.True(metric.GetProperty("isHistorical").GetBoolean()));
            Assert.Equal((i, 1_700_000_000_123), (metrics[0].GetProperty("value").GetInt32(), metrics[0].GetProperty("timestamp").GetInt64()));
        }
        await Until(() => _outbox.Count(s_lane) == 0);
        Add(3601, 3601);
        var live = (await Seen(host, "spBv1.0/plant/DDATA/box/p")).GetProperty("metrics")[0];
        Assert.False(live.TryGetProperty("isHistorical", out var flag) && flag.GetBoolean());
    }

    [NpmPeerFact("sparkplug", needsMosquitto: true)]
    public async Task Run_Peer_PrimaryHost_IsWaitedForAndItsEndEndsTheLink()
    {
        using var broker = new Mosquitto("allow_anonymous true");
        using var host = await Host(broker);
        Add(1, 3);
        Start(broker.Port, c => c with { PrimaryHost = "scada", KeepAlive = TimeSpan.FromSeconds(1) });
        await Until(() => _state.LastError is not null);
        Assert.Contains("'scada' is not online", _state.LastError);
        Assert.Equal(3, _outbox.Count(s_lane));
        State(host, online: true, 1000);
        await Seen(host, "spBv1.0/plant/NBIRTH/box");
        await Until(() => _outbox.Count(s_lane) == 0);
        State(host, online: false, 1); // older than what is known
        State(host, online: false, 2000);
        await Seen(host, "spBv1.0/plant/NDEATH/box");
        await Until(() => !_state.Connected);
        Add(4, 4);
        State(host, online: true, 3000);
        await Until(() => _outbox.Count(s_lane) == 0);
    }

    private void Start(int port, Func<SparkplugUplinkConfiguration, SparkplugUplinkConfiguration>? change = null)
    {
        var pace = new UplinkPace { RetryLeast = TimeSpan.FromMilliseconds(20), RetryMost = TimeSpan.FromMilliseconds(100) };
        var configuration = new SparkplugUplinkConfiguration("cloud", new Uri($"mqtt://127.0.0.1:{port}"), "plant") { Pace = pace };
        configuration = change?.Invoke(configuration) ?? configuration;
        var around = new UplinkSurroundings(_outbox, TimeProvider.System, new Random(7), NullLogger.Instance, TimeSpan.FromSeconds(15)) { Private = new PrivatePipelines() };
        var context = new UplinkContext { Device = "box", Now = TimeProvider.System.GetUtcNow, State = _state, Around = around, Commands = new CommandTargets(() => [_doors]) };
        var made = UplinkCatalog.Make(configuration, context);
        _run = Task.Run(() => new UplinkSender(_state, made.Pace, made.Link, made.Messages, around).Run(_stop.Token));
    }

    private async Task Stop()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(TimeSpan.FromSeconds(20));
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        _run = Task.CompletedTask;
    }

    private void Add(long first, long last)
    {
        for (long sequence = first; sequence <= last; sequence++) _outbox.Add(s_lane, "p", sequence);
    }

    private static async Task<SparkplugPeer> Host(Mosquitto broker)
    {
        var host = new SparkplugPeer("host.js", $"mqtt://127.0.0.1:{broker.Port}", "plant");
        await host.Hears(line => line.Contains("\"ready\""));
        return host;
    }

    private static async Task<JsonElement> Seen(SparkplugPeer host, string topic)
    {
        string line = await host.Hears(line => line.Contains($"\"{topic}\""));
        return JsonDocument.Parse(line).RootElement.GetProperty("payload");
    }

    private static JsonElement Metric(JsonElement payload, string name) =>
        payload.GetProperty("metrics").EnumerateArray().First(metric => metric.TryGetProperty("name", out var found) && found.GetString() == name);

    private static void Tell(SparkplugPeer host, string topic, string metric) =>
        host.Tell($$$"""{"topic":"{{{topic}}}","payload":{"timestamp":1700000000000,"metrics":[{{{metric}}}]}}""");

    private static void State(SparkplugPeer host, bool online, long timestamp) =>
        host.Tell($$"""{"topic":"spBv1.0/STATE/scada","text":"{\"online\":{{(online ? "true" : "false")}},\"timestamp\":{{timestamp}}}","retain":true,"qos":1}""");

    private static async Task Until(Func<bool> condition)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!condition()) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, late.Token);
    }
}
