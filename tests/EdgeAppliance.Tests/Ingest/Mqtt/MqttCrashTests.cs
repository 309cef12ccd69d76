using EdgeAppliance.Daemon.Ingest.Mqtt;

namespace EdgeAppliance.Tests.Ingest.Mqtt;

/// <summary>What becomes of last wills, and of packets under way, where the broker ends without a word.</summary>
public sealed class MqttCrashTests : IAsyncLifetime
{
    private const int AtQos1 = 0x0c;

    private static readonly byte[] s_now = [0, .. WireClient.Text("gone"), .. WireClient.Text("now")];
    private static readonly byte[] s_later = [5, 0x18, 0, 0, 0, 30, .. WireClient.Text("gone"), .. WireClient.Text("later")];
    private static readonly byte[] s_hour = [0x11, 0, 0, 0x0e, 0x10];

    private readonly BrokerSite _site = new();

    public async Task InitializeAsync()
    {
        using var reader = await WireClient.Connect(_site.Endpoint, "reader", clean: false, properties: s_hour);
        await reader.Subscribe(1, "gone");
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Will_ClientWasHere_IsPublishedOnce()
    {
        using var device = await WireClient.Connect(_site.Endpoint, "device", will: s_now, willFlags: AtQos1);
        await _site.Crash();
        await AssertTold("now");
        await _site.Crash();
        await AssertTold(null);
        Assert.Equal(0, _site[MqttCount.WillPublished]);
    }

    [Fact]
    public async Task Will_RetainedOfASource_IsBoth()
    {
        using var device = await WireClient.Connect(_site.Endpoint, "device", 4, will: [.. WireClient.Text("plant/7/telemetry"), .. WireClient.Text("""{"a": 1}""")], willFlags: 0x24);
        await _site.Crash();
        // The broker from before, whose source it is too, published it at its end; what it stored then is not here.
        BrokerSite.Until(() => (_site.Store.Rows, _site.Broker.RetainedTopics) == (2, 1));
    }

    [Fact]
    public async Task Will_ClientHadLeft_IsNotPublished()
    {
        using (var device = await WireClient.Connect(_site.Endpoint, "device", will: s_now, willFlags: AtQos1))
        {
            await device.Send(0xe0, []);
            await device.Ended();
        }
        // What is stored behind it is stored after it.
        using (var writer = await WireClient.Connect(_site.Endpoint, "writer"))
        {
            await writer.Publish("gone", "last");
            await writer.Next(0x40);
        }
        await _site.Crash();
        await AssertTold("last");
        Assert.Equal(0, _site[MqttCount.WillPublished]);
    }

    [Fact]
    public async Task Will_Delayed_WaitsAfterTheCrash()
    {
        using var device = await WireClient.Connect(_site.Endpoint, "device", clean: false, properties: s_hour, will: s_later, willFlags: AtQos1);
        await _site.Crash();
        _site.Time.Advance(TimeSpan.FromSeconds(20));
        await AssertTold(null);
        _site.PassUntil(() => _site[MqttCount.WillPublished] == 1);
        await AssertTold("later");
    }

    [Fact]
    public async Task Will_DelayedAndTheClientIsBack_IsSpared()
    {
        using var device = await WireClient.Connect(_site.Endpoint, "device", clean: false, properties: s_hour, will: s_later, willFlags: AtQos1);
        await _site.Crash();
        using (var back = await WireClient.Connect(_site.Endpoint, "device", clean: false, properties: s_hour)) await back.Ping();
        BrokerSite.Until(() => _site.Broker.Connections == 0);
        _site.Time.Advance(TimeSpan.FromSeconds(60));
        await AssertTold(null);
        await _site.Restart();
        Assert.Equal(0, _site[MqttCount.WillPublished]);
    }

    /// <summary>It was read again as its session's old expiry had it.</summary>
    [Fact]
    public async Task Session_ThatLastsNoLonger_EndsWithTheCrash()
    {
        using var reader = await WireClient.Connect(_site.Endpoint, "reader", clean: false);
        using (var writer = await WireClient.Connect(_site.Endpoint, "writer", clean: false, properties: s_hour)) await writer.Subscribe(1, "x");
        await _site.Crash();
        Assert.Equal((1, 1), (_site.Broker.Sessions, _site.Broker.Subscriptions));
    }

    /// <summary>The store kept the packet id of a publish that was complete, and what came under it next was taken for that one.</summary>
    [Fact]
    public async Task Publish_QoS2IsComplete_ItsPacketIdIsFreeAfterACrash()
    {
        using (var writer = await WireClient.Connect(_site.Endpoint, "writer", clean: false, properties: s_hour))
        {
            await Publish(writer, "first");
        }
        await _site.Crash();
        using (var writer = await WireClient.Connect(_site.Endpoint, "writer", clean: false, properties: s_hour))
        {
            await Publish(writer, "second");
        }
        using var reader = await WireClient.Connect(_site.Endpoint, "reader", clean: false, properties: s_hour);
        Assert.Equal(("first", "second"), ((await reader.Told()).Payload, (await reader.Told()).Payload));
    }

    private static async Task Publish(WireClient writer, string payload)
    {
        await writer.Publish("gone", payload, qos: 2);
        await writer.Next(0x50);
        await writer.Acknowledge(0x62, 5);
        await writer.Next(0x70);
    }

    /// <param name="payload">Null for nothing.</param>
    private async Task AssertTold(string? payload)
    {
        using var reader = await WireClient.Connect(_site.Endpoint, "reader", clean: false, properties: s_hour);
        if (payload is not null)
        {
            var told = await reader.Told();
            Assert.Equal(payload, told.Payload);
            await reader.Acknowledge(0x40, told.PacketId);
        }
        await reader.Ping();
        // What is stored behind it is stored after it.
        await reader.Subscribe(1, "gone");
    }
}
