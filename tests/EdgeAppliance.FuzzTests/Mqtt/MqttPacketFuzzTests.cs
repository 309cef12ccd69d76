using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests.Mqtt;

public sealed class MqttPacketFuzzTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Converse_DamagedPackets_OthersAreServedAndAllIsClosed()
    {
        await using var broker = await FuzzedBroker.StartAsync();
        int cases = 0;
        new Fuzz("packets", output) { Cases = 3000 }.Run([.. Conversations.Whole(), .. Corpus.Of("Packets")], Conversations.Make, stream =>
        {
            broker.Converse(stream);
            if (++cases % 50 == 0) broker.AssertServes($"good-{cases}");
        });
        broker.AssertServes("last");
        Assert.True(SpinWait.SpinUntil(() => broker.Broker.Connections == 0, Patience), $"{broker.Broker.Connections} connections are counted where there is none");
    }

    [Fact]
    public async Task Converse_EveryPrefix_IsClosed()
    {
        await using var broker = await FuzzedBroker.StartAsync();
        foreach (byte[] stream in Conversations.Whole())
            for (int length = 0; length < stream.Length; length += 3) broker.Converse(stream[..length]);
        broker.AssertServes("last");
    }

    [Fact]
    public async Task Converse_AByteAtATime_IsServed()
    {
        await using var broker = await FuzzedBroker.StartAsync();
        using var socket = broker.Connect();
        socket.NoDelay = true;
        byte[] stream = [.. Packets.Connect(4, "slow"), .. Packets.Publish(4, 1, 5, "plant/1/telemetry", """{"temp": 1}""")];
        foreach (byte b in stream) socket.Send([b]);
        byte[] replies = new byte[8];
        for (int at = 0; at < 8;) at += socket.Receive(replies.AsSpan(at));
        Assert.Equal([0x20, 2, 0, 0, 0x40, 2, 0, 5], replies);
    }
}
