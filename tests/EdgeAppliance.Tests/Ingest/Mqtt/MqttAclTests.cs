using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Ingest.Mqtt;
using EdgeAppliance.Tests.Daemon.Identity;

namespace EdgeAppliance.Tests.Ingest.Mqtt;

/// <summary>Devices whose patterns change while they are away.</summary>
public sealed class MqttAclTests : IAsyncLifetime
{
    private static readonly byte[] s_hour = [0x11, 0, 0, 0x0e, 0x10];

    private readonly Guarded _guarded = new();
    private readonly BrokerSite _site;
    private readonly string _writer;

    public MqttAclTests()
    {
        _site = new BrokerSite(admission: _guarded.Admission);
        _writer = _guarded.Add("writer", ["#"]);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _site.DisposeAsync();
        _guarded.Dispose();
    }

    /// <summary>The refusal frees the packet id at the client; the next publish with it is another.</summary>
    [Fact]
    public async Task Publish_QoS2ResentToWhatIsDeniedNow_FreesItsPacketId()
    {
        string secret = _guarded.Add("pump", ["plant/+/telemetry"]);
        using (var before = await Connect("pump", secret))
        {
            await before.Publish("plant/7/telemetry", """{"a": 1}""", qos: 2);
            Assert.Equal(2, (await before.Next(0x50)).Length);
        }
        BrokerSite.Until(() => _site.Broker.Connections == 0);
        secret = Change("pump", publish: ["plant/8/telemetry"]);
        using var pump = await Connect("pump", secret);
        await pump.Publish("plant/7/telemetry", """{"a": 1}""", qos: 2, dup: true);
        Assert.Equal(0x87, (await pump.Next(0x50))[2]);
        await pump.Publish("plant/8/telemetry", """{"a": 2}""", qos: 2);
        Assert.Equal(2, (await pump.Next(0x50)).Length);
        Assert.Equal((2, 0L), (_site.Store.Rows, _site.Source.Counters.Repeated));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_MayBeToldLess_IsNotToldWhatWaited(bool restarts)
    {
        string secret = _guarded.Add("reader", subscribe: ["news/#"]);
        using (var reader = await Connect("reader", secret))
        {
            Assert.Equal([2], await reader.Subscribe(2, "news/#"));
            await Tell("news/secret", "told before", 1);
            var told = await reader.Told();
            await reader.Acknowledge(0x50, told.PacketId);
            await reader.Next(0x62);
        }
        BrokerSite.Until(() => _site.Broker.Connections == 0);
        await Tell("news/secret", "withheld", 2);
        await Tell("news/open", "told", 3);
        secret = Change("reader", subscribe: ["news/open"]);
        if (restarts) await _site.Restart();
        using var back = await Connect("reader", secret);
        // What it has already it may release.
        await back.Acknowledge(0x70, (ushort)((await back.Next(0x62)) is var id ? (id[0] << 8) | id[1] : 0));
        Assert.Equal("told", (await back.Told()).Payload);
        await back.Ping();
        Assert.Equal(1, _site[MqttCount.DeliveryWithheld]);
    }

    private Task<WireClient> Connect(string device, string secret) =>
        WireClient.Connect(_site.Endpoint, device, clean: false, properties: s_hour, will: WireClient.Credentials(device, secret), willFlags: 0xc0);

    private string Change(string device, string[]? publish = null, string[]? subscribe = null) =>
        _guarded.Changes.Add(new NewDevice(device) { Publish = publish ?? [], Subscribe = subscribe ?? [], Replace = true })!;

    private async Task Tell(string topic, string payload, ushort id)
    {
        using var writer = await Connect("writer", _writer);
        await writer.Publish(topic, payload, qos: 2, packetId: id);
        await writer.Next(0x50);
        await writer.Acknowledge(0x62, id);
        await writer.Next(0x70);
        writer.Dispose();
        BrokerSite.Until(() => _guarded.Registry.Find("writer")!.Connections == 0);
    }
}
