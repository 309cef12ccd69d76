using System.Diagnostics;
using System.Net.Sockets;

namespace EdgeAppliance.FuzzTests.Mqtt;

/// <summary>What many connections at once, or packets that claim to be large, may cost.</summary>
public sealed class MqttFloodTests
{
    private const int Connections = 64;
    private const int BodyBytesMax = 256 * 1024;

    [Fact]
    public async Task Converse_GiantLengthsBeforeConnect_TakeNoMemory()
    {
        await using var broker = await FuzzedBroker.StartAsync();
        long before = GC.GetTotalAllocatedBytes();
        for (int i = 0; i < Connections; i++) Assert.Equal(0, broker.Converse([0x10, .. Packets.LongestLength, 0, 4]));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 32 << 20);
        broker.AssertServes("good");
    }

    [Fact]
    public async Task Converse_GiantLengthsAfterConnect_TakeNoMemory()
    {
        await using var broker = await FuzzedBroker.StartAsync();
        long before = GC.GetTotalAllocatedBytes();
        for (int i = 0; i < Connections; i++) broker.Converse([.. Packets.Connect(4, $"giant-{i}"), 0x32, .. Packets.LongestLength, 0, 4]);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 32 << 20);
        broker.AssertServes("good");
    }

    [Fact]
    public async Task Send_LargestPacketHalf_IsKeptAndOneMoreByteIsNot()
    {
        await using var broker = await FuzzedBroker.StartAsync();
        using var socket = broker.Connect();
        FuzzedBroker.AssertServes(socket, "large");
        // Not JSON, but acknowledged: version 3.1.1 has no other word for it.
        byte[] largest = Packets.Publish(4, 1, 9, "plant/1/telemetry", new string('x', BodyBytesMax - 2 - 17 - 2));
        socket.Send(largest);
        byte[] reply = new byte[4];
        for (int at = 0; at < 4;) at += socket.Receive(reply.AsSpan(at));
        Assert.Equal([0x40, 2, 0, 9], reply);
        socket.Send([0x32, .. Packets.Length(BodyBytesMax + 1)]);
        Assert.Equal(0, socket.Receive(reply));
    }

    [Fact]
    public async Task Connect_MoreThanAllowed_TheRestIsClosedAndThoseInsideAreServed()
    {
        const int allowed = 20;
        await using var broker = await FuzzedBroker.StartAsync(allowed);
        using var inside = broker.Connect();
        FuzzedBroker.AssertServes(inside, "inside");
        var silent = Enumerable.Range(0, 10 * allowed).Select(_ => broker.Connect()).ToArray();
        Assert.Equal(0, silent[^1].Receive(new byte[1]));
        for (int i = 0; i < 10; i++) FuzzedBroker.AssertAcknowledges(inside);
        foreach (var socket in silent) socket.Dispose();
        // The broker needs a moment to see each of them gone.
        Assert.True(SpinWait.SpinUntil(() => IsServed(broker), TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Publish_WithoutEnd_AtMostOnce_OthersAreServed()
    {
        await using var broker = await FuzzedBroker.StartAsync();
        using var flooding = broker.Connect();
        flooding.Send(Packets.Connect(4, "flood"));
        byte[] burst = [.. Enumerable.Repeat(Packets.Publish(4, 0, 0, "plant/1/telemetry", """{"temp": 1}"""), 500).SelectMany(p => p)];
        using var end = new CancellationTokenSource();
        var sending = Task.Run(() =>
        {
            while (!end.IsCancellationRequested) flooding.Send(burst);
        });
        for (int i = 0; i < 20; i++) broker.AssertServes($"other-{i}");
        end.Cancel();
        await sending;
    }

    [Fact]
    public async Task Publish_NothingElseWithinKeepAlive_StaysConnected()
    {
        await using var broker = await FuzzedBroker.StartAsync();
        using var socket = broker.Connect();
        socket.Send(Packets.Connect(4, "busy", keepAliveS: 1));
        Assert.Equal(4, socket.Receive(new byte[4]));
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(3)) FuzzedBroker.AssertAcknowledges(socket);
    }

    private static bool IsServed(FuzzedBroker broker)
    {
        try
        {
            using var socket = broker.Connect();
            socket.Send(Packets.Connect(4, "again"));
            return socket.Receive(new byte[4]) == 4;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
