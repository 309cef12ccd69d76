using System.Text;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Mqtt;

namespace EdgeAppliance.Tests.Ingest.Mqtt;

/// <summary>Who is told what, and how.</summary>
public sealed class MqttDeliveryTests : IAsyncLifetime
{
    private readonly BrokerSite _site = new(new MqttBrokerOptions { QueueMax = 50 });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Shared_EachMessage_GoesToOneOfTheGroup()
    {
        using var one = await WireClient.Connect(_site.Endpoint, "one");
        using var other = await WireClient.Connect(_site.Endpoint, "other");
        using var all = await WireClient.Connect(_site.Endpoint, "all");
        await one.Subscribe(1, "$share/workers/jobs/+");
        await other.Subscribe(1, "$share/workers/jobs/+");
        await all.Subscribe(1, "jobs/#");
        using var writer = await WireClient.Connect(_site.Endpoint, "writer");
        for (ushort i = 1; i <= 10; i++) await writer.Publish("jobs/x", $"{i}", packetId: i);
        var told = new List<string>();
        for (int i = 0; i < 5; i++) told.AddRange([(await one.Told()).Payload, (await other.Told()).Payload]);
        Assert.Equal(Enumerable.Range(1, 10), told.Select(int.Parse).Order());
        for (int i = 1; i <= 10; i++) Assert.Equal($"{i}", (await all.Told()).Payload);
        other.Dispose();
        BrokerSite.Until(() => _site.Broker.Connections == 3);
        for (ushort i = 11; i <= 14; i++) await writer.Publish("jobs/x", $"{i}", packetId: i);
        for (int i = 11; i <= 14; i++) Assert.Equal($"{i}", (await one.Told()).Payload);
    }

    [Fact]
    public async Task Subscribe_MixedFilters_AreAnsweredInTheirOrder()
    {
        using var client = await WireClient.Connect(_site.Endpoint, "client");
        Assert.Equal([2, 0x8f, 2, 0x8f], await client.Subscribe(2, "a", "b/#/c", "d/+", "$share//x"));
        using var old = await WireClient.Connect(_site.Endpoint, "old", 4);
        Assert.Equal([1, 0x80, 1], await old.Subscribe(1, "a", "b+", "#"));
    }

    [Fact]
    public async Task Subscribe_Overlapping_TellsOnceWithAllIdentifiers()
    {
        using var reader = await WireClient.Connect(_site.Endpoint, "reader");
        await reader.Send(0x82, [0, 1, 2, 0x0b, 7, .. WireClient.Text("a/+"), 0]);
        await reader.Next(0x90);
        await reader.Send(0x82, [0, 2, 2, 0x0b, 8, .. WireClient.Text("a/#"), 1]);
        await reader.Next(0x90);
        using var writer = await WireClient.Connect(_site.Endpoint, "writer");
        await writer.Publish("a/b", "x");
        byte[] told = await reader.Next(0x30);
        Assert.Equal([.. WireClient.Text("a/b"), 0, 1, 4], told[..8]);
        Assert.Equal([7, 8], new int[] { told[9], told[11] }.Order());
        Assert.Equal("x", Encoding.UTF8.GetString(told[12..]));
        await reader.Ping();
    }

    [Fact]
    public async Task Publish_Properties_AreHandedOn()
    {
        using var reader = await WireClient.Connect(_site.Endpoint, "reader");
        await reader.Subscribe(1, "ask");
        using var writer = await WireClient.Connect(_site.Endpoint, "writer");
        byte[] kept = [0x01, 1, 0x03, .. WireClient.Text("text"), 0x08, .. WireClient.Text("answers"), 0x09, 0, 2, 1, 2, 0x26, .. WireClient.Text("k"), .. WireClient.Text("v")];
        await writer.Publish("ask", "?", properties: [0x23, 0, 1, .. kept, 0x02, 0, 0, 0, 100]);
        byte[] told = await reader.Next(0x30);
        Assert.Equal([.. WireClient.Text("ask"), 0, 1, (byte)(kept.Length + 5), .. kept, 0x02, 0, 0, 0, 100, (byte)'?'], told);
        // The alias stands for the topic from then on.
        await writer.Next(0x40);
        await writer.Publish("", "again", properties: [0x23, 0, 1]);
        Assert.Equal("again", (await reader.Told()).Payload);
    }

    [Fact]
    public async Task Publish_ToOneWithAliases_NamesTheTopicOnce()
    {
        using var reader = await WireClient.Connect(_site.Endpoint, "reader", properties: [0x22, 0, 1]);
        await reader.Subscribe(0, "a/#");
        using var writer = await WireClient.Connect(_site.Endpoint, "writer");
        foreach (string topic in new[] { "a/b", "a/b", "a/c" }) await writer.Publish(topic, "x", qos: 0);
        Assert.Equal([.. WireClient.Text("a/b"), 3, 0x23, 0, 1, (byte)'x'], await reader.Next(0x30));
        Assert.Equal([0, 0, 3, 0x23, 0, 1, (byte)'x'], await reader.Next(0x30));
        Assert.Equal([.. WireClient.Text("a/c"), 0, (byte)'x'], await reader.Next(0x30));
    }

    [Theory]
    [InlineData(new byte[] { 0x23, 0, 0 }, 0x94)]
    [InlineData(new byte[] { 0x23, 0, 33 }, 0x94)]
    [InlineData(new byte[] { 0x23, 0, 2 }, 0x82)]
    [InlineData(new byte[] { 0x01, 0, 0x01, 0 }, 0x82)]
    [InlineData(new byte[] { 0x11, 0, 0, 0, 1 }, 0x82)]
    [InlineData(new byte[] { 0x7f }, 0x81)]
    public async Task Publish_WrongProperties_EndWithTheirReason(byte[] properties, byte reason)
    {
        using var writer = await WireClient.Connect(_site.Endpoint, "writer");
        await writer.Publish("", "x", properties: properties);
        Assert.Equal(reason, await writer.Ended());
        Assert.Equal(1, _site[MqttCount.ProtocolError]);
    }

    [Fact]
    public async Task Publish_ExpiredBeforeItCouldBeTold_IsNotTold()
    {
        using (var reader = await WireClient.Connect(_site.Endpoint, "reader", clean: false, properties: [0x11, 0, 0, 0x0e, 0x10])) await reader.Subscribe(1, "news");
        BrokerSite.Until(() => _site.Broker.Connections == 0);
        using var writer = await WireClient.Connect(_site.Endpoint, "writer");
        await writer.Publish("news", "short", properties: [0x02, 0, 0, 0, 10]);
        await writer.Next(0x40);
        await writer.Publish("news", "long", properties: [0x02, 0, 0, 0, 100]);
        await writer.Next(0x40);
        _site.Time.Advance(TimeSpan.FromSeconds(40));
        using var back = await WireClient.Connect(_site.Endpoint, "reader", clean: false, properties: [0x11, 0, 0, 0x0e, 0x10]);
        byte[] told = await back.Next(0x30);
        Assert.Equal("long", Encoding.UTF8.GetString(told[^4..]));
        Assert.Equal([0x02, 0, 0, 0, 60], told[9..14]);
        Assert.Equal(1, _site[MqttCount.MessageExpired]);
    }

    /// <summary>Section 3.1.2.11.3: each connection says anew how many may be on their way to it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Publish_InFlightFromBefore_IsToldAsTheNewConnectionTakesIt(int qos)
    {
        byte[] lasting = [0x11, 0, 0, 0x0e, 0x10];
        using (var reader = await WireClient.Connect(_site.Endpoint, "reader", clean: false, properties: lasting))
        {
            await reader.Subscribe((byte)qos, "news");
            using var writer = await WireClient.Connect(_site.Endpoint, "writer");
            for (ushort i = 1; i <= 5; i++) await writer.Publish("news", $"{i}", qos, i);
            for (int i = 1; i <= 5; i++) await reader.Told();
        }
        using var back = await WireClient.Connect(_site.Endpoint, "reader", clean: false, properties: [.. lasting, 0x21, 0, 2]);
        var first = await back.Told();
        Assert.Equal("2", (await back.Told()).Payload);
        await back.Ping();
        if (qos == 2)
        {
            await back.Acknowledge(0x50, first.PacketId);
            await back.Next(0x62);
            await back.Ping();
        }
        await back.Acknowledge(qos == 1 ? (byte)0x40 : (byte)0x70, first.PacketId);
        Assert.Equal("3", (await back.Told()).Payload);
        await back.Ping();
    }

    [Fact]
    public async Task Publish_QueueFull_IsDroppedAndCountedForThatOneAlone()
    {
        using (var reader = await WireClient.Connect(_site.Endpoint, "away", 4, clean: false)) await reader.Subscribe(1, "news");
        using var other = await WireClient.Connect(_site.Endpoint, "here");
        await other.Subscribe(0, "news");
        using var writer = await WireClient.Connect(_site.Endpoint, "writer");
        for (ushort i = 1; i <= 60; i++)
        {
            await writer.Publish("news", $"{i}", packetId: i);
            await writer.Next(0x40);
        }
        for (int i = 1; i <= 60; i++) Assert.Equal($"{i}", (await other.Told()).Payload);
        Assert.Equal(10, _site[MqttCount.QueueFull]);
    }

    [Fact]
    public async Task Publish_SourceThatNobodyHears_IsNotHeldUpByOtherSubscriptions()
    {
        using var reader = await WireClient.Connect(_site.Endpoint, "reader");
        await reader.Subscribe(0, "elsewhere/#");
        using var writer = await WireClient.Connect(_site.Endpoint, "writer");
        await writer.Publish("plant/7/telemetry", """{"a": 1}""");
        await writer.Next(0x40);
        await reader.Subscribe(0, "plant/+/telemetry");
        await writer.Publish("plant/7/telemetry", """{"a": 2}""");
        await writer.Next(0x40);
        Assert.Equal("""{"a": 2}""", (await reader.Told()).Payload);
        Assert.Equal(2, _site.Store.Rows);
    }

    [Fact]
    public async Task Subscribe_NoLocalAndRetainOptions_AreKept()
    {
        using var client = await WireClient.Connect(_site.Endpoint, "client");
        await client.Publish("a", "kept", qos: 1, retain: true);
        await client.Next(0x40);
        await client.Subscribe(0x04 | 0x20, "a");
        await client.Publish("a", "own", qos: 0);
        await client.Ping();
        await client.Subscribe(0x08, "a");
        Assert.Equal("kept", (await client.Told()).Payload);
        await client.Publish("a", "live", qos: 0, retain: true);
        Assert.Equal(("live", 0x31), ((await client.Told()) is var told ? told.Payload : "", told.First));
    }
}
