using System.Buffers;
using System.Net;
using System.Text;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Sparkplug;
using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Drivers.Protocols.Sparkplug;
using EdgeAppliance.Tests.Peers;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Metric = EdgeAppliance.Tests.Ingest.Sparkplug.EdgeNode.Metric;

namespace EdgeAppliance.Tests.Ingest.Sparkplug;

/// <summary>Edge nodes at the embedded broker: a client of this process, and Eclipse Tahu's.</summary>
public sealed class SparkplugBrokerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HeldStore _store = new();
    private readonly EdgeNode _node = new() { NowMs = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() };
    private readonly SparkplugSource _source;
    private readonly MqttBroker _broker;
    private DesiredState? _wanted;

    public SparkplugBrokerTests()
    {
        var options = new SparkplugSourceOptions { Name = "field", Host = "edge", RebirthEvery = TimeSpan.FromSeconds(1) };
        _source = new SparkplugSource(options, _store.Append, (topic, payload, retain) => _broker!.Publish(topic, payload, retain), TimeProvider.System, NullLogger.Instance) { WhenBorn = WhenBorn };
        _broker = new MqttBroker(new MqttBrokerOptions(), [_source], NullLogger<MqttBroker>.Instance);
    }

    private void WhenBorn(SparkplugSource source, string device)
    {
        if (_wanted is null) return;
        using var json = System.Text.Json.JsonDocument.Parse(_wanted.Json);
        source.Desire(device, json.RootElement);
    }

    private string Url => $"mqtt://127.0.0.1:{_broker.Endpoint.Port}";

    public async Task InitializeAsync()
    {
        await _broker.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        _source.Announce();
    }

    public async Task DisposeAsync()
    {
        _store.CommitAlways();
        await _broker.DisposeAsync();
        _source.Dispose();
    }

    [Fact]
    public async Task Publish_AtQos1_IsAcknowledgedOnceItIsStored()
    {
        using var client = await Connect();
        await Publish(client, "NBIRTH/n", _node.NodeBirth()).WaitAsync(Patience);
        var published = Publish(client, "NDATA/n", _node.Next(new Metric("bdSeq") { Value = 0UL }));
        Assert.True((await published.WaitAsync(Patience)).IsSuccess);
        published = Publish(client, "DBIRTH/n/pump", _node.Next(new Metric("Temp", 1) { Value = 20d }));
        await _store.AppendedAsync();
        Assert.False(published.IsCompleted);
        _store.Commit();
        Assert.True((await published.WaitAsync(Patience)).IsSuccess);
        Assert.Equal("plant/n/pump", Assert.Single(_store.Batches).Device);
    }

    [Fact]
    public async Task Publish_UnknownNode_IsAskedForItsBirth()
    {
        using var client = await Connect();
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ApplicationMessageReceivedAsync += e => { asked.TrySetResult(e.ApplicationMessage.Topic); return Task.CompletedTask; };
        await client.SubscribeAsync("spBv1.0/plant/NCMD/n/#");
        var answer = await Publish(client, "NDATA/n", _node.Next(new Metric("Temp"))).WaitAsync(Patience);
        Assert.Contains("no birth", answer.ReasonString);
        Assert.Equal("spBv1.0/plant/NCMD/n", await asked.Task.WaitAsync(Patience));
    }

    [Fact]
    public async Task Will_OfAClientThatIsGone_MakesTheNodeStale()
    {
        _store.CommitAlways();
        // Its only publish comes before anybody has subscribed, and so does not pass MQTTnet: the will has to be told apart from none.
        var client = await Connect(will: _node.Death());
        await Publish(client, "NBIRTH/n", _node.NodeBirth(new Metric("Temp") { Value = 1d })).WaitAsync(Patience);
        client.Dispose();
        Assert.True(SpinWait.SpinUntil(() => _source.Status.Conditions.Count == 1, Patience));
        Assert.True(SpinWait.SpinUntil(() => _store.Rows == 2, Patience));
        Assert.True(double.IsNaN(_store.Batches[^1].Get(_store.Batches[^1].Count - 1, 0)));
    }

    [Fact]
    public async Task State_OfTheHost_IsRetained()
    {
        using var client = await Connect();
        var state = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ApplicationMessageReceivedAsync += e => { state.TrySetResult(Encoding.UTF8.GetString(e.ApplicationMessage.Payload)); return Task.CompletedTask; };
        await client.SubscribeAsync("spBv1.0/STATE/edge");
        Assert.Contains("\"online\":true", await state.Task.WaitAsync(Patience));
    }

    [NpmPeerFact("sparkplug", needsMosquitto: true)]
    public async Task Peer_BirthDataRebirthAndDeath_AreUnderstood()
    {
        _store.CommitAlways();
        using var peer = new SparkplugPeer("node.js", Url, "plant", "n");
        await peer.Hears(line => line == "born");
        peer.Tell("data 600"); // past the wrap of the sequence, twice
        await peer.Hears(line => line == "sent");
        Assert.True(SpinWait.SpinUntil(() => Levels().LastOrDefault() == 600, Patience), $"{Levels().Count} values");
        Assert.Equal(0, _source.RebirthsAsked);
        Assert.Equal([-7, .. Enumerable.Range(1, 600).Select(i => (double)i)], Levels());
        Assert.Equal(["Temp", "Level", "On"], Pump()[0].Channels.Names.ToArray());
        Assert.Equal((0.5, 1.0), (Pump()[0].Get(0, 0), Pump()[0].Get(0, 2)));
        peer.Tell("lose");
        peer.Tell("data 1");
        await peer.Hears(line => line == "rebirth");
        Assert.True(SpinWait.SpinUntil(() => Levels().TakeLast(2).SequenceEqual([601, -7]), Patience));
        peer.Tell("death");
        Assert.True(SpinWait.SpinUntil(() => _source.Status.Conditions is [{ Code: "sparkplug.device-offline" }], Patience));
        peer.Tell("drop");
        Assert.True(SpinWait.SpinUntil(() => _source.Status.Conditions is [{ Code: "sparkplug.node-offline" }], Patience));
    }

    [NpmPeerFact("sparkplug", needsMosquitto: true)]
    public async Task Peer_Commands_AreDoneAndReported()
    {
        _store.CommitAlways();
        using var peer = new SparkplugPeer("node.js", Url, "plant", "n");
        await peer.Hears(line => line == "born");
        Assert.True(SpinWait.SpinUntil(() => Levels().Count == 1, Patience));
        Assert.Equal(DeviceAnswerKind.Sent, Command("plant/n/pump", "Level", "-42")!.Kind);
        Assert.Equal("dcmd pump Level Int32 -42", await peer.Hears(line => line.StartsWith("dcmd", StringComparison.Ordinal)));
        Assert.True(SpinWait.SpinUntil(() => Levels().LastOrDefault() == -42, Patience));
        Command("plant/n/pump", "Temp", "1.5");
        Assert.Equal("dcmd pump Temp Float 1.5", await peer.Hears(line => line.StartsWith("dcmd", StringComparison.Ordinal)));
        Command("plant/n/pump", "Name", "\"P2\"");
        Assert.Equal("dcmd pump Name String P2", await peer.Hears(line => line.StartsWith("dcmd", StringComparison.Ordinal)));
        Command("plant/n", "Node Control/Rebirth", "true");
        await peer.Hears(line => line == "rebirth");
    }

    [NpmPeerFact("sparkplug", needsMosquitto: true)]
    public async Task Peer_HourOffline_ArrivesAsHistoryWithItsTimes()
    {
        _store.CommitAlways();
        using var peer = new SparkplugPeer("node.js", Url, "plant", "n");
        await peer.Hears(line => line == "born");
        peer.Tell("history 300 3600");
        peer.Tell("data 1");
        Assert.True(SpinWait.SpinUntil(() => Levels().LastOrDefault() == 301, Patience));
        var history = Pump().SelectMany(batch => Enumerable.Range(0, batch.Count).Select(row => (Ago: TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch.AddMicroseconds(batch.TimesUs[row]), Temp: batch.Get(row, 0)))).Skip(1).Take(300).ToList();
        Assert.Equal(300, history.Count);
        Assert.All(history, row => Assert.True(row.Ago > TimeSpan.FromMinutes(59) && double.IsNaN(row.Temp)));
        Assert.Equal(0, _source.RebirthsAsked);
    }

    [Fact]
    public async Task Commands_ToNodesAndDevices_AreMetricsOfTheirTypes()
    {
        _store.CommitAlways();
        using var client = await Connect();
        var told = System.Threading.Channels.Channel.CreateUnbounded<string>();
        client.ApplicationMessageReceivedAsync += e => { told.Writer.TryWrite($"{e.ApplicationMessage.Topic} {Shown(e.ApplicationMessage.Payload.ToArray())}"); return Task.CompletedTask; };
        await client.SubscribeAsync("spBv1.0/plant/NCMD/n");
        await client.SubscribeAsync("spBv1.0/plant/DCMD/n/#");
        Assert.Null(Command("plant/n", "Speed", "1"));
        await Publish(client, "NBIRTH/n", _node.NodeBirth(new Metric("Speed") { Value = 1UL, Type = SparkplugDataType.Int16 }, new Metric("Node Control/Rebirth") { Value = false })).WaitAsync(Patience);
        Assert.Equal(DeviceAnswerKind.Sent, Command("plant/n", "Speed", "-3")!.Kind);
        Assert.Equal("spBv1.0/plant/NCMD/n Speed:Int16=-3", await told.Reader.ReadAsync().AsTask().WaitAsync(Patience));
        Assert.Equal(DeviceAnswerKind.BadValue, Command("plant/n", "Speed", "40000")!.Kind);
        Assert.Equal(DeviceAnswerKind.BadValue, Command("plant/n", "Speed", "\"fast\"")!.Kind);
        Assert.Equal(DeviceAnswerKind.BadValue, Command("plant/n", "Node Control/Rebirth", "1")!.Kind);
        Assert.Equal(DeviceAnswerKind.NoSuchCommand, Command("plant/n", "Spin", "1")!.Kind);
        Assert.Null(Command("plant/n/pump", "Spin", "1"));
        // What it shall be a device is told when it is born, but not to be born anew.
        _wanted = new DesiredState(2, """{"\ud800":1,"On":true,"Spin":1,"Device Control/Rebirth":true,"Temp":"hot","Label":"\ud800"}"""u8.ToArray());
        await Publish(client, "DBIRTH/n/pump", _node.Next(new Metric("On", 7) { Value = false }, new Metric("Temp", 8), new Metric("Label", 9) { Value = "" }, new Metric("Device Control/Rebirth") { Value = false })).WaitAsync(Patience);
        Assert.Equal("spBv1.0/plant/DCMD/n/pump On:Boolean=1", await told.Reader.ReadAsync().AsTask().WaitAsync(Patience));
        await Publish(client, "DDEATH/n/pump", _node.Next()).WaitAsync(Patience);
        Assert.Equal(DeviceAnswerKind.Failed, Command("plant/n/pump", "On", "true")!.Kind);
    }

    private DeviceAnswer? Command(string device, string name, string value) => _source.Command(device, name, System.Text.Json.JsonDocument.Parse(value).RootElement);

    private static string Shown(byte[] payload)
    {
        Assert.Equal(SparkplugError.None, SparkplugPayload.Read(payload, SparkplugLimits.Default, out var message));
        var shown = new List<string>();
        foreach (var metric in message)
        {
            Assert.True(metric.TryGetNumber(metric.Type, out double number));
            shown.Add($"{Encoding.UTF8.GetString(metric.Name)}:{metric.Type}={number}");
        }
        return string.Join(' ', shown);
    }

    private List<ReadingBatch> Pump() => [.. _store.Batches.Where(batch => batch.Device == "plant/n/pump")];

    private List<double> Levels() => [.. Pump().SelectMany(batch => batch.Column(1).ToArray())];

    private async Task<IMqttClient> Connect(byte[]? will = null)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _broker.Endpoint.Port).WithProtocolVersion(MqttProtocolVersion.V500);
        if (will is not null) options.WithWillTopic("spBv1.0/plant/NDEATH/n").WithWillPayload(will);
        await client.ConnectAsync(options.Build()).WaitAsync(Patience);
        return client;
    }

    private static Task<MqttClientPublishResult> Publish(IMqttClient client, string topic, byte[] payload) => client.PublishAsync(
        new MqttApplicationMessageBuilder().WithTopic($"spBv1.0/plant/{topic}").WithPayload(payload).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build());
}
