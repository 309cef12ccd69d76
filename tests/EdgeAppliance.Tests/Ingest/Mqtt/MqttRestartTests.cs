namespace EdgeAppliance.Tests.Ingest.Mqtt;

/// <summary>What outlives the broker.</summary>
public sealed class MqttRestartTests : IAsyncLifetime
{
    private static readonly byte[] s_hour = [0x11, 0, 0, 0x0e, 0x10];

    private readonly BrokerSite _site = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [InlineData(5, 1)]
    [InlineData(5, 2)]
    public async Task Session_MessagesForOneWhoIsAway_AreToldInOrderAfterARestart(byte version, int qos)
    {
        using (var reader = await Lasting("reader", version)) Assert.Equal([(byte)qos], await reader.Subscribe((byte)qos, "news/+"));
        BrokerSite.Until(() => _site.Broker.Connections == 0);
        using (var writer = await WireClient.Connect(_site.Endpoint, "writer"))
        {
            for (ushort i = 1; i <= 20; i++) await Publish(writer, "news/a", $"{i}", qos, i);
            await writer.Publish("news/a", "not kept", qos: 0);
            await writer.Ping();
        }
        await _site.Restart();
        using var back = await Lasting("reader", version, present: true);
        var ids = new List<ushort>();
        for (int i = 1; i <= 20; i++)
        {
            var told = await back.Told();
            Assert.Equal(("news/a", $"{i}"), (told.Topic, told.Payload));
            ids.Add(told.PacketId);
        }
        foreach (ushort id in ids) await Take(back, id, qos);
        await back.Ping();
        BrokerSite.Until(() => _site.Broker.QueuedBytes == 0);
        // Those that are acknowledged are told no more, after another restart either.
        back.Dispose();
        await _site.Restart();
        using var again = await Lasting("reader", version, present: true);
        await again.Ping();
    }

    [Fact]
    public async Task Session_WithinItsExpiry_IsThereAndAfterItNot()
    {
        using (var reader = await Lasting("reader", 5)) await reader.Subscribe(1, "news");
        BrokerSite.Until(() => _site.Broker.Connections == 0);
        _site.Time.Advance(TimeSpan.FromMinutes(59));
        (await Lasting("reader", 5, present: true)).Dispose();
        BrokerSite.Until(() => _site.Broker.Connections == 0);
        _site.PassUntil(() => _site.Broker.Sessions == 0, seconds: 600);
        (await Lasting("reader", 5)).Dispose();
        await _site.Restart();
        Assert.Equal(0, _site.Broker.Subscriptions);
    }

    /// <summary>Clients made of libmosquitto take any DISCONNECT for the end.</summary>
    [Fact]
    public async Task Stop_ClientOfVersion5_IsClosedWithoutAWord()
    {
        using var client = await WireClient.Connect(_site.Endpoint, "client");
        var ended = client.Ended();
        await _site.Restart();
        Assert.Null(await ended);
    }

    [Fact]
    public async Task Session_CleanStart_IsForgottenForGood()
    {
        using (var reader = await Lasting("reader", 4)) await reader.Subscribe(1, "news");
        using (var clean = await WireClient.Connect(_site.Endpoint, "reader", 4)) await clean.Ping();
        await _site.Restart();
        Assert.Equal((0, 0), (_site.Broker.Sessions, _site.Broker.Subscriptions));
    }

    [Fact]
    public async Task Publish_QoS2ResentAfterARestart_IsTakenOnce()
    {
        using (var writer = await Lasting("writer", 4))
        {
            await writer.Publish("plant/7/telemetry", """{"a": 1}""", qos: 2);
            await writer.Next(0x50);
        }
        await _site.Restart();
        using var back = await Lasting("writer", 4, present: true);
        await back.Publish("plant/7/telemetry", """{"a": 1}""", qos: 2, dup: true);
        await back.Next(0x50);
        await back.Acknowledge(0x62, 5);
        await back.Next(0x70);
        Assert.Equal((1, 1L), (_site.Store.Rows, _site.Source.Counters.Repeated));
    }

    [Fact]
    public async Task Deliver_QoS2Released_GoesOnAfterARestart()
    {
        using (var reader = await Lasting("reader", 4))
        {
            await reader.Subscribe(2, "news");
            using var writer = await WireClient.Connect(_site.Endpoint, "writer");
            await Publish(writer, "news", "x", 2, 1);
            var told = await reader.Told();
            await reader.Acknowledge(0x50, told.PacketId);
            await reader.Next(0x62);
        }
        await _site.Restart();
        using var back = await Lasting("reader", 4, present: true);
        byte[] released = await back.Next(0x62);
        await back.Send(0x70, released);
        await back.Ping();
        BrokerSite.Until(() => _site.Broker.QueuedBytes == 0);
    }

    [Fact]
    public async Task Retained_AfterARestart_IsToldToWhoSubscribes()
    {
        using (var writer = await WireClient.Connect(_site.Endpoint, "writer"))
        {
            foreach (var (topic, payload) in new[] { ("a/1", "one"), ("a/2", "two"), ("a/3", "gone"), ("a/3", "") })
            {
                await writer.Publish(topic, payload, retain: true);
                await writer.Next(0x40);
            }
        }
        await _site.Restart();
        Assert.Equal(2, _site.Broker.RetainedTopics);
        using var reader = await WireClient.Connect(_site.Endpoint, "reader");
        await reader.Subscribe(0, "a/+");
        var told = new[] { await reader.Told(), await reader.Told() };
        Assert.Equal([("a/1", "one"), ("a/2", "two")], told.Select(one => (one.Topic, one.Payload)).Order());
        Assert.All(told, one => Assert.Equal(1, one.First & 1));
    }

    [Fact]
    public async Task Retained_Expired_IsToldNoMore()
    {
        using var writer = await WireClient.Connect(_site.Endpoint, "writer");
        await writer.Publish("a", "short", retain: true, properties: [0x02, 0, 0, 0, 60]);
        await writer.Next(0x40);
        await writer.Publish("b", "long", retain: true, properties: [0x02, 0, 0, 0x0e, 0x10]);
        await writer.Next(0x40);
        await _site.Restart();
        _site.PassUntil(() => _site.Broker.RetainedTopics == 1, seconds: 61);
        using var reader = await WireClient.Connect(_site.Endpoint, "reader");
        await reader.Subscribe(0, "#");
        Assert.Equal("b", (await reader.Told()).Topic);
    }

    private static async Task Publish(WireClient writer, string topic, string payload, int qos, ushort id)
    {
        await writer.Publish(topic, payload, qos, id);
        if (qos == 1)
        {
            await writer.Next(0x40);
            return;
        }
        await writer.Next(0x50);
        await writer.Acknowledge(0x62, id);
        await writer.Next(0x70);
    }

    private static async Task Take(WireClient reader, ushort packetId, int qos)
    {
        await reader.Acknowledge(qos == 1 ? (byte)0x40 : (byte)0x50, packetId);
        if (qos == 1) return;
        await reader.Next(0x62);
        await reader.Acknowledge(0x70, packetId);
    }

    private async Task<WireClient> Lasting(string name, byte version, bool present = false)
    {
        var client = await WireClient.Open(_site.Endpoint, version);
        await client.Connect(name, clean: false, properties: s_hour);
        Assert.Equal(((byte)(present ? 1 : 0), (byte)0), ((await client.Next(0x20)) is var ack ? ack[0] : (byte)9, ack[1]));
        return client;
    }
}
