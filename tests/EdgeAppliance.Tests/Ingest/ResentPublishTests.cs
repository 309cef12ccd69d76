using System.Net;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Ingest;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Ingest;

public sealed class ResentPublishTests : IAsyncLifetime
{
    private const byte PubAck = 0x40, PubRec = 0x50, PubComp = 0x70;

    private readonly HeldStore _store = new();
    private readonly MqttSource _source;
    private readonly MqttBroker _broker;

    public ResentPublishTests()
    {
        _source = new MqttSource(new MqttSourceOptions { Name = "pump", Topic = "plant/+/telemetry" }, _store.Append, TimeProvider.System);
        _broker = new MqttBroker(new MqttBrokerOptions(), [_source], NullLogger<MqttBroker>.Instance);
    }

    // Version, QoS, and whether somebody has subscribed, so that MQTTnet handles the publish.
    public static TheoryData<byte, int, bool> Ways => new() { { 4, 1, false }, { 5, 1, false }, { 4, 1, true }, { 5, 1, true }, { 4, 2, false }, { 5, 2, false } };

    public Task InitializeAsync() => _broker.Listen(new IPEndPoint(IPAddress.Loopback, 0));

    public async Task DisposeAsync()
    {
        _store.CommitAlways();
        await _broker.DisposeAsync();
        _source.Dispose();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Publish_ResentOnAnotherConnection_IsAcknowledgedOnceStoredAndStoredOnce(byte version, int qos, bool subscribed)
    {
        using var listener = subscribed ? await Subscribe() : null;
        using (var first = await Connect(version)) await first.Publish(5, """{"a": 1}""", qos: qos);
        await _store.AppendedAsync();
        Assert.True(SpinWait.SpinUntil(() => _broker.Connections == (subscribed ? 1 : 0), TimeSpan.FromSeconds(30)));
        using var second = await Connect(version);
        await second.Publish(5, """{"a": 1}""", dup: true, qos: qos);
        Assert.True(SpinWait.SpinUntil(() => _source.Counters.Repeated == 1, TimeSpan.FromSeconds(30)));
        var answer = second.Answer();
        Assert.False(answer.IsCompleted);
        _store.CommitAlways();
        Assert.Equal((qos == 1 ? PubAck : PubRec, (ushort)5), await answer);
        Assert.Equal(1, _store.Rows);
        Assert.Equal(1, _source.Status.Repeated);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Publish_NotTheSame_IsStored(byte version, int qos, bool subscribed)
    {
        _store.CommitAlways();
        using var listener = subscribed ? await Subscribe() : null;
        using var client = await Connect(version);
        await PublishWhole(client, qos, 5, """{"a": 1}""", dup: false);
        await PublishWhole(client, qos, 5, """{"a": 1}""", dup: false);
        await PublishWhole(client, qos, 5, """{"a": 2}""", dup: true);
        await PublishWhole(client, qos, 6, """{"a": 2}""", dup: true);
        Assert.Equal([1, 1, 2, 2], _store.Batches.SelectMany(batch => batch.Column(0).ToArray()));
    }

    [Fact]
    public async Task Publish_ResentAfterItsRelease_IsAnother()
    {
        _store.CommitAlways();
        using var client = await Connect(5);
        await PublishWhole(client, 2, 5, """{"a": 1}""", dup: false);
        await PublishWhole(client, 2, 5, """{"a": 1}""", dup: true);
        Assert.Equal(2, _store.Rows);
    }

    [Fact]
    public async Task Publish_ResentAfterStoringFailed_IsStored()
    {
        using var client = await Connect(5);
        await client.Publish(5, """{"a": 1}""");
        await _store.AppendedAsync();
        _store.Fail();
        Assert.Equal((PubAck, (ushort)5), await client.Answer());
        _store.CommitAlways();
        await client.Publish(5, """{"a": 1}""", dup: true);
        await client.Answer();
        Assert.Equal((2, 0), (_store.Appends, _source.Counters.Repeated));
    }

    [Fact]
    public void Recall_ManyPublishes_KnowsTheLatest()
    {
        var memory = new PublishMemory();
        var device = new DeviceStream("pump", "7");
        for (int i = 0; i < 1000; i++)
        {
            memory.Remember((ushort)(i + 1), device, [(byte)i], Task.CompletedTask);
            Assert.True(memory.TryRecall((ushort)(i + 1), device, [(byte)i], out _));
            Assert.Equal(i >= 255, memory.TryRecall((ushort)(i + 1 - 255), device, [(byte)(i - 255)], out _));
            Assert.False(memory.TryRecall((ushort)(i + 1 - 256), device, [(byte)(i - 256)], out _));
        }
    }

    [Fact]
    public void TryTake_DeclaredKey_TakesEachOnceAndRefusesReadingsWithoutIt()
    {
        _store.CommitAlways();
        var options = new MqttSourceOptions { Name = "well", Topic = "well/+", Key = "seq" };
        using var source = new MqttSource(options, _store.Append, new KeyMemory(_store, "well", "seq", new FakeTimeProvider()), TimeProvider.System);
        source.Start();
        Assert.True(source.TryResolve("well/1", out var device));
        Assert.Equal(PayloadError.None, Take("""{"seq": 7, "a": 1}"""));
        Assert.Equal(PayloadError.None, Take("""{"seq": 8, "a": 1}"""));
        Assert.Equal(PayloadError.None, Take("""{"seq": 7, "a": 1}"""));
        Assert.Equal(PayloadError.KeyInvalid, Take("""{"a": 1}"""));
        Assert.Equal(PayloadError.KeyInvalid, Take("""{"seq": 1e300}"""));
        var status = source.Status;
        Assert.Equal((SourceState.Running, 2, 1, 2), (status.State, status.Readings, status.Repeated, status.Refused));
        Assert.Equal([7, 8], _store.Batches.SelectMany(batch => batch.Column(0).ToArray()));

        PayloadError Take(string payload)
        {
            Assert.True(source.TryTake(device!, System.Text.Encoding.UTF8.GetBytes(payload), out var error, out var stored));
            stored?.Wait(TimeSpan.FromSeconds(30));
            return error;
        }
    }

    private Task<RawMqttClient> Connect(byte version) => RawMqttClient.Connect(_broker.Endpoint, version, "station");

    private async Task<MQTTnet.IMqttClient> Subscribe()
    {
        var listener = new MQTTnet.MqttClientFactory().CreateMqttClient();
        await listener.ConnectAsync(new MQTTnet.MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _broker.Endpoint.Port).Build());
        await MQTTnet.MqttClientExtensions.SubscribeAsync(listener, "else/#");
        return listener;
    }

    private static async Task PublishWhole(RawMqttClient client, int qos, ushort packetId, string payload, bool dup)
    {
        await client.Publish(packetId, payload, dup, qos);
        Assert.Equal((qos == 1 ? PubAck : PubRec, packetId), await client.Answer());
        if (qos == 1) return;
        await client.Release(packetId);
        Assert.Equal((PubComp, packetId), await client.Answer());
    }
}
