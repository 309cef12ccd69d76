using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Mqtt;

namespace EdgeAppliance.Tests.Ingest.Mqtt;

/// <summary>Each limit with its reason code, counted, while others are served.</summary>
public sealed class MqttLimitTests
{
    [Theory]
    [InlineData(5, 0x97)]
    [InlineData(4, 3)]
    public async Task Connect_TooMany_IsTold(byte version, byte code)
    {
        await using var site = new BrokerSite(new MqttBrokerOptions { ConnectionsMax = 1 });
        using var inside = await WireClient.Connect(site.Endpoint, "inside");
        using var outside = await WireClient.Open(site.Endpoint, version);
        await outside.Connect("outside");
        Assert.Equal(code, (await outside.Next(0x20))[1]);
        await inside.Ping();
        Assert.Equal((1L, 1), (site[MqttCount.ConnectionsFull], site.Broker.Connections));
    }

    [Fact]
    public async Task Connect_TakesOverWhereAllPlacesAreTaken_IsLetIn()
    {
        await using var site = new BrokerSite(new MqttBrokerOptions { ConnectionsMax = 1 });
        using var before = await WireClient.Connect(site.Endpoint, "client");
        using var after = await WireClient.Connect(site.Endpoint, "client");
        Assert.Equal((byte)0x8e, await before.Ended());
        await after.Ping();
        Assert.Equal((0L, 1), (site[MqttCount.ConnectionsFull], site.Broker.Connections));
    }

    [Theory]
    [InlineData(5, 0x9f)]
    [InlineData(4, 3)]
    public async Task Connect_TooFast_IsToldAndLaterLetIn(byte version, byte code)
    {
        await using var site = new BrokerSite(new MqttBrokerOptions { ConnectsPerSecond = 1 });
        using var first = await WireClient.Connect(site.Endpoint, "first");
        using var second = await WireClient.Open(site.Endpoint, version);
        await second.Connect("second");
        Assert.Equal(code, (await second.Next(0x20))[1]);
        Assert.Equal(1, site[MqttCount.ConnectionsTooFast]);
        site.Time.Advance(TimeSpan.FromSeconds(2));
        using var third = await WireClient.Connect(site.Endpoint, "third", version);
    }

    [Fact]
    public async Task Packet_TooLarge_EndsWithItsReason()
    {
        await using var site = new BrokerSite(new MqttBrokerOptions { PacketBytesMax = 1024 });
        using var client = await WireClient.Connect(site.Endpoint, "client");
        await client.Publish("a", new string('x', 2000));
        Assert.Equal((byte)0x95, await client.Ended());
        Assert.Equal(1, site[MqttCount.PacketTooLarge]);
    }

    [Fact]
    public async Task Publish_TooFast_IsRefusedThenTakenAgain()
    {
        await using var site = new BrokerSite(new MqttBrokerOptions { PublishesPerSecond = 2 });
        using var client = await WireClient.Connect(site.Endpoint, "client");
        var codes = new List<byte>();
        for (ushort i = 1; i <= 4; i++)
        {
            await client.Publish("plant/7/telemetry", $$"""{"a": {{i}}}""", packetId: i);
            byte[] ack = await client.Next(0x40);
            codes.Add(ack.Length > 2 ? ack[2] : (byte)0);
        }
        Assert.Equal([0, 0, 0x97, 0x97], codes);
        site.Time.Advance(TimeSpan.FromSeconds(1));
        await client.Publish("plant/7/telemetry", """{"a": 5}""");
        Assert.Equal(2, (await client.Next(0x40)).Length);
        Assert.Equal((3, 2L), (site.Store.Rows, site[MqttCount.PublishTooFast]));
    }

    [Fact]
    public async Task Publish_TooFastBeforeVersion5_Waits()
    {
        await using var site = new BrokerSite(new MqttBrokerOptions { PublishesPerSecond = 2 });
        using var client = await WireClient.Connect(site.Endpoint, "client", 4);
        for (ushort i = 1; i <= 3; i++) await client.Publish("plant/7/telemetry", $$"""{"a": {{i}}}""", packetId: i);
        await client.Next(0x40);
        await client.Next(0x40);
        BrokerSite.Until(() => site[MqttCount.PublishTooFast] >= 1);
        Assert.Equal(2, site.Store.Rows);
        site.PassUntil(() => site.Store.Rows == 3);
        await client.Next(0x40);
    }

    /// <summary>Were it refused, its client would use the packet id for another publish, which would be taken for this one.</summary>
    [Fact]
    public async Task Publish_QoS2ResentTooFast_IsAnsweredAsTaken()
    {
        await using var site = new BrokerSite(new MqttBrokerOptions { PublishesPerSecond = 2 });
        byte[] lasting = [0x11, 0, 0, 0x0e, 0x10];
        using (var before = await WireClient.Connect(site.Endpoint, "client", clean: false, properties: lasting))
        {
            await before.Publish("plant/7/telemetry", """{"a": 1}""", qos: 2, packetId: 1);
            Assert.Equal(2, (await before.Next(0x50)).Length);
        }
        using var client = await WireClient.Connect(site.Endpoint, "client", clean: false, properties: lasting);
        for (ushort i = 2; i <= 3; i++)
        {
            await client.Publish("plant/7/telemetry", $$"""{"a": {{i}}}""", packetId: i);
            await client.Next(0x40);
        }
        await client.Publish("plant/7/telemetry", """{"a": 1}""", qos: 2, packetId: 1, dup: true);
        Assert.Equal(2, (await client.Next(0x50)).Length);
        await client.Publish("plant/7/telemetry", """{"a": 4}""", qos: 2, packetId: 4);
        Assert.Equal(0x97, (await client.Next(0x50))[2]);
        await client.Acknowledge(0x62, 1);
        await client.Next(0x70);
        site.Time.Advance(TimeSpan.FromSeconds(1));
        await client.Publish("plant/7/telemetry", """{"a": 5}""", qos: 2, packetId: 1);
        Assert.Equal(2, (await client.Next(0x50)).Length);
        Assert.Equal((4, 1L, 1L), (site.Store.Rows, site.Source.Counters.Repeated, site[MqttCount.PublishTooFast]));
    }

    [Fact]
    public async Task Publish_TooManyUnacknowledged_EndsWithItsReason()
    {
        await using var site = new BrokerSite(new MqttBrokerOptions { UnacknowledgedMax = 3 });
        using var client = await WireClient.Connect(site.Endpoint, "client");
        for (ushort i = 1; i <= 4; i++) await client.Publish("a", "x", qos: 2, packetId: i);
        Assert.Equal((byte)0x93, await client.Ended());
        Assert.Equal(1, site[MqttCount.ReceiveMaximum]);
    }

    /// <summary>Section 4.9: a client that may publish no more for now has its other packets answered all the same.</summary>
    [Fact]
    public async Task Publish_AllThatMayWait_OtherPacketsAreAnswered()
    {
        await using var site = new BrokerSite(new MqttBrokerOptions { UnacknowledgedMax = 2 }, held: true);
        using var client = await WireClient.Connect(site.Endpoint, "client", clean: false, properties: [0x11, 0, 0, 0x0e, 0x10]);
        await client.Subscribe(2, "news");
        using var writer = await WireClient.Connect(site.Endpoint, "writer");
        await writer.Publish("news", "x", qos: 2);
        var told = await client.Told();
        for (ushort i = 1; i <= 2; i++) await client.Publish("plant/7/telemetry", $$"""{"a": {{i}}}""", packetId: i);
        await client.Acknowledge(0x50, told.PacketId);
        await client.Acknowledge(0x62, 100);
        site.Store.CommitAlways();
        var answers = new List<byte>();
        for (int i = 0; i < 4; i++) answers.Add((await client.Next()).First);
        answers.Sort();
        Assert.Equal([0x40, 0x40, 0x62, 0x70], answers);
        Assert.Equal(0, site[MqttCount.ReceiveMaximum]);
    }

    [Fact]
    public async Task Subscribe_TooManyWaitForTheStore_AreReadLater()
    {
        await using var site = new BrokerSite(new MqttBrokerOptions { UnacknowledgedMax = 2 }, held: true);
        using var client = await WireClient.Connect(site.Endpoint, "client");
        using var other = await WireClient.Connect(site.Endpoint, "other");
        await client.Publish("plant/7/telemetry", """{"a": 1}""", packetId: 1);
        for (int i = 0; i < 5; i++) await client.Send(0x82, [0, 9, 0, .. WireClient.Text($"a{i}"), 0]);
        BrokerSite.Until(() => site.Broker.Subscriptions == 2);
        for (int i = 0; i < 20; i++) await other.Ping();
        Assert.Equal(2, site.Broker.Subscriptions);
        site.Store.CommitAlways();
        await client.Next(0x40);
        for (int i = 0; i < 5; i++) await client.Next(0x90);
        Assert.Equal(5, site.Broker.Subscriptions);
    }

    [Theory]
    [InlineData(5, 0x97)]
    [InlineData(4, 0x80)]
    public async Task Subscribe_TooMany_IsRefused(byte version, byte code)
    {
        await using var site = new BrokerSite(new MqttBrokerOptions { SubscriptionsMax = 2 });
        using var client = await WireClient.Connect(site.Endpoint, "client", version);
        Assert.Equal([0, 0, code, 0], await client.Subscribe(0, "a", "b", "c", "a"));
        Assert.Equal((1L, 2), (site[MqttCount.SubscriptionsFull], site.Broker.Subscriptions));
    }

    [Fact]
    public async Task Retain_TooMany_IsToldAndPassedOn()
    {
        await using var site = new BrokerSite(new MqttBrokerOptions { RetainedTopicsMax = 1 });
        using var client = await WireClient.Connect(site.Endpoint, "client");
        await client.Subscribe(0, "b");
        await client.Publish("a", "x", retain: true);
        Assert.Equal(2, (await client.Next(0x40)).Length);
        await client.Publish("b", "y", retain: true);
        Assert.Equal("y", (await client.Told()).Payload);
        Assert.Equal(0x97, (await client.Next(0x40))[2]);
        Assert.Equal((1L, 1), (site[MqttCount.RetainedFull], site.Broker.RetainedTopics));
    }

    /// <summary>The store takes none of that size: whoever is here and lasts no longer has it, and what others are to have stays.</summary>
    [Fact]
    public async Task Retain_LargerThanIsStored_IsToldAndPassedOn()
    {
        var options = new MqttBrokerOptions { PacketBytesMax = 8 << 20, QueueBytesMax = 8 << 20 };
        await using var site = new BrokerSite(options);
        using (var away = await WireClient.Connect(site.Endpoint, "away", clean: false, properties: [0x11, 0, 0, 0x0e, 0x10])) await away.Subscribe(1, "a", "b");
        BrokerSite.Until(() => site.Broker.Connections == 0);
        using var reader = await WireClient.Connect(site.Endpoint, "reader");
        await reader.Subscribe(1, "a");
        using var writer = await WireClient.Connect(site.Endpoint, "writer");
        await writer.Publish("b", "small", retain: true);
        Assert.Equal(2, (await writer.Next(0x40)).Length);

        string large = new('x', 5 << 20);
        await writer.Publish("a", large, retain: true);

        Assert.Equal(0x97, (await writer.Next(0x40))[2]);
        Assert.Equal(large.Length, (await reader.Told()).Payload.Length);
        Assert.Equal((1L, 1L, 1), (site[MqttCount.RetainedFull], site[MqttCount.QueueFull], site.Broker.RetainedTopics));
        await site.Restart();
        Assert.Equal((1, 1), (site.Broker.Sessions, site.Broker.RetainedTopics));
        using var back = await WireClient.Connect(site.Endpoint, "away", clean: false, properties: [0x11, 0, 0, 0x0e, 0x10]);
        Assert.Equal("small", (await back.Told()).Payload);
    }

    [Fact]
    public async Task Session_TooManyAway_TheOldestEnds()
    {
        await using var site = new BrokerSite(new MqttBrokerOptions { SessionsMax = 2 });
        foreach (string name in new[] { "a", "b", "c" })
        {
            (await WireClient.Connect(site.Endpoint, name, 4, clean: false)).Dispose();
            BrokerSite.Until(() => site.Broker.Connections == 0);
            site.Time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal((2, 1L), (site.Broker.Sessions, site[MqttCount.SessionsFull]));
    }

    [Fact]
    public async Task Silent_BeyondItsKeepAlive_EndsWithItsReason()
    {
        await using var site = new BrokerSite();
        using var client = await WireClient.Connect(site.Endpoint, "client", keepAlive: 10);
        site.Time.Advance(TimeSpan.FromSeconds(14));
        await client.Ping();
        var ended = client.Ended();
        site.PassUntil(() => site[MqttCount.Silent] == 1);
        Assert.Equal((byte)0x8d, await ended);
    }

    [Fact]
    public async Task Deliver_LargerThanTheClientTakes_IsLeftOut()
    {
        await using var site = new BrokerSite();
        using var reader = await WireClient.Connect(site.Endpoint, "reader", properties: [0x27, 0, 0, 0, 100]);
        await reader.Subscribe(1, "a");
        using var writer = await WireClient.Connect(site.Endpoint, "writer");
        await writer.Publish("a", new string('x', 500), packetId: 1);
        await writer.Publish("a", "small", packetId: 2);
        Assert.Equal("small", (await reader.Told()).Payload);
        Assert.Equal(1, site[MqttCount.DeliveryTooLarge]);
    }

    /// <summary>By the bytes that go over the wire, whatever the topic's letters and the properties take of them.</summary>
    [Theory]
    [InlineData("a", 0, 200)]
    [InlineData("plant/größe/%", 1, 200)]
    [InlineData("a/long/topic/that/an/alias/stands/for", 1, 200)]
    [InlineData("a", 2, 128)]
    public async Task Deliver_JustWhatTheClientTakes_IsToldAndOneByteMoreNot(string topic, byte aliases, byte most)
    {
        await using var site = new BrokerSite();
        using var reader = await WireClient.Connect(site.Endpoint, "reader", properties: [0x27, 0, 0, 0, most, 0x22, 0, aliases]);
        await reader.Send(0x82, [0, 1, 2, 0x0b, 7, .. WireClient.Text(topic), 1]);
        await reader.Next(0x90);
        using var writer = await WireClient.Connect(site.Endpoint, "writer");
        // The first byte, the length's one or two, the topic's, the packet id, the properties' length, and the subscription's identifier.
        int beside = 1 + (most > 129 ? 2 : 1) + WireClient.Text(topic).Length + 2 + 1 + 2;
        await writer.Publish(topic, new string('x', most - beside), packetId: 1);
        await writer.Publish(topic, new string('x', most - beside + 1), packetId: 2);
        await writer.Publish(topic, "last", packetId: 3);
        Assert.Equal(most - beside, (await reader.Told()).Payload.Length);
        Assert.EndsWith("last", (await reader.Told()).Payload, StringComparison.Ordinal);
        Assert.Equal(1, site[MqttCount.DeliveryTooLarge]);
    }

    /// <summary>Request Problem Information of 0, or a Maximum Packet Size that the words would go beyond.</summary>
    [Theory]
    [InlineData(new byte[] { 0x17, 0 }, false)]
    [InlineData(new byte[] { 0x27, 0, 0, 0, 20 }, false)]
    [InlineData(new byte[] { 0x17, 1, 0x27, 0, 0, 1, 0 }, true)]
    public async Task Publish_Refused_IsToldWhyInWordsOnlyToWhoTakesThem(byte[] properties, bool inWords)
    {
        await using var site = new BrokerSite(new MqttBrokerOptions { PublishesPerSecond = 1 });
        using var client = await WireClient.Connect(site.Endpoint, "client", properties: properties);
        await client.Publish("plant/7/telemetry", "{", packetId: 1);
        byte[] ack = await client.Next(0x40);
        Assert.Equal((0x99, inWords), (ack[2], ack.Length > 3));
        await client.Publish("plant/7/telemetry", """{"a": 1}""", qos: 2, packetId: 2);
        await client.Next(0x50);
        await client.Publish("plant/7/telemetry", """{"a": 2}""", qos: 2, packetId: 3);
        ack = await client.Next(0x50);
        Assert.Equal((0x97, inWords), (ack[2], ack.Length > 3));
    }

    [Fact]
    public async Task Deliver_UnacknowledgedMax_WaitsForTheClient()
    {
        await using var site = new BrokerSite();
        using var reader = await WireClient.Connect(site.Endpoint, "reader", properties: [0x21, 0, 2]);
        await reader.Subscribe(1, "a");
        using var writer = await WireClient.Connect(site.Endpoint, "writer");
        for (ushort i = 1; i <= 3; i++) await writer.Publish("a", $"{i}", packetId: i);
        var first = await reader.Told();
        await reader.Told();
        await reader.Ping();
        await reader.Acknowledge(0x40, first.PacketId);
        Assert.Equal("3", (await reader.Told()).Payload);
    }

    [Fact]
    public async Task Connect_NoVersionThatIsSpoken_IsTold()
    {
        await using var site = new BrokerSite();
        using var client = await WireClient.Open(site.Endpoint);
        await client.Send(0x10, [0, 4, .. "MQTT"u8, 9, 2, 0, 0, 0, 0]);
        Assert.Equal([0, 1], await client.Next(0x20));
    }
}
