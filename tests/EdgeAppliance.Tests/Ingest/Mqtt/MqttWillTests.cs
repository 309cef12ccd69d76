using EdgeAppliance.Daemon.Ingest.Mqtt;

namespace EdgeAppliance.Tests.Ingest.Mqtt;

/// <summary>What is published for those who go without a word.</summary>
public sealed class MqttWillTests : IAsyncLifetime
{
    private static readonly byte[] s_now = [0, .. WireClient.Text("gone"), .. WireClient.Text("now")];
    private static readonly byte[] s_later = [5, 0x18, 0, 0, 0, 30, .. WireClient.Text("gone"), .. WireClient.Text("later")];
    private static readonly byte[] s_hour = [0x11, 0, 0, 0x0e, 0x10];

    private readonly BrokerSite _site = new();
    private WireClient _reader = null!;

    public async Task InitializeAsync()
    {
        _reader = await WireClient.Connect(_site.Endpoint, "reader");
        await _reader.Subscribe(1, "gone", "plant/+/telemetry");
    }

    public async Task DisposeAsync()
    {
        _reader.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Will_LineBreaks_IsPublished()
    {
        (await WireClient.Connect(_site.Endpoint, "device", will: s_now)).Dispose();
        Assert.Equal(("gone", "now"), ((await _reader.Told()) is var told ? told.Topic : "", told.Payload));
    }

    [Fact]
    public async Task Will_OfASourcesTopic_IsAReadingToo()
    {
        (await WireClient.Connect(_site.Endpoint, "device", will: [0, .. WireClient.Text("plant/7/telemetry"), .. WireClient.Text("""{"a": 1}""")])).Dispose();
        await _reader.Told();
        BrokerSite.Until(() => _site.Store.Rows == 1);
    }

    [Fact]
    public async Task Will_Disconnect_IsNotPublishedUnlessItSaysSo()
    {
        using (var device = await WireClient.Connect(_site.Endpoint, "device", will: s_now)) await device.Send(0xe0, []);
        BrokerSite.Until(() => _site.Broker.Connections == 1);
        await _reader.Ping();
        using (var device = await WireClient.Connect(_site.Endpoint, "device", will: s_now)) await device.Send(0xe0, [4]);
        Assert.Equal("now", (await _reader.Told()).Payload);
    }

    [Fact]
    public async Task Will_Delayed_WaitsAndIsSparedWhereTheClientIsBack()
    {
        (await WireClient.Connect(_site.Endpoint, "device", clean: false, properties: s_hour, will: s_later)).Dispose();
        BrokerSite.Until(() => _site.Broker.Connections == 1);
        _site.Time.Advance(TimeSpan.FromSeconds(20));
        await _reader.Ping();
        (await WireClient.Connect(_site.Endpoint, "device", clean: false, properties: s_hour, will: s_later)).Dispose();
        BrokerSite.Until(() => _site.Broker.Connections == 1);
        _site.Time.Advance(TimeSpan.FromSeconds(20));
        await _reader.Ping();
        Assert.Equal(0, _site[MqttCount.WillPublished]);
        _site.PassUntil(() => _site[MqttCount.WillPublished] == 1);
        Assert.Equal("later", (await _reader.Told()).Payload);
    }

    [Fact]
    public async Task Will_DelayedBeyondItsSession_IsPublishedWithItsEnd()
    {
        (await WireClient.Connect(_site.Endpoint, "device", properties: [0x11, 0, 0, 0, 10], will: s_later)).Dispose();
        BrokerSite.Until(() => _site.Broker.Connections == 1);
        _site.PassUntil(() => _site.Broker.Sessions == 1);
        Assert.Equal("later", (await _reader.Told()).Payload);
    }

    [Fact]
    public async Task Will_TakenOver_IsPublishedAndTheOldConnectionToldWhy()
    {
        using var old = await WireClient.Connect(_site.Endpoint, "device", will: s_now);
        using var device = await WireClient.Connect(_site.Endpoint, "device");
        Assert.Equal((byte)0x8e, await old.Ended());
        Assert.Equal("now", (await _reader.Told()).Payload);
        await device.Ping();
        Assert.Equal(1, _site[MqttCount.TakenOver]);
    }
}
