using System.Net;
using System.Net.Sockets;
using EdgeAppliance.Daemon.Ingest.Amqp;
using EdgeAppliance.Drivers.Protocols.Amqp;
using EdgeAppliance.FuzzTests.Engine;
using EdgeAppliance.FuzzTests.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests.Amqp;

/// <summary>Damaged conversations on real connections to the listener.</summary>
public sealed class AmqpFrameFuzzTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly AmqpSource _source = new(new AmqpSourceOptions { Name = "field" }, new DiscardingStore().Append, null, TimeProvider.System);
    private readonly AmqpListeners _listeners = new(new AmqpSettings("box"), new AmqpLimits(), null, TimeProvider.System, NullLogger.Instance);

    public void Dispose()
    {
        _listeners.Dispose();
        _source.Dispose();
    }

    [Fact]
    public void Converse_DamagedFrames_OthersAreServedAndAllIsClosed()
    {
        Listen();
        int cases = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        new Fuzz("amqp", output) { Cases = 2000 }.Run([AmqpConversations.Whole()], AmqpConversations.Make, stream =>
        {
            Converse(stream);
            if (++cases % 100 == 0) AssertServes();
        });
        AssertServes();
        Assert.True(SpinWait.SpinUntil(() => _listeners.Connections == 0, s_patience), $"{_listeners.Connections} connections are counted where there is none");
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 32 << 20);
    }

    [Fact]
    public void Converse_EveryPrefix_IsClosed()
    {
        Listen();
        byte[] whole = AmqpConversations.Whole();
        for (int length = 0; length < whole.Length; length += 7) Converse(whole[..length]);
        AssertServes();
    }

    [Fact]
    public void Converse_GiantSizes_TakeNoMemory()
    {
        Listen();
        byte[] whole = AmqpConversations.Whole();
        long before = GC.GetTotalAllocatedBytes();
        for (int i = 0; i < 64; i++) Converse([.. whole[..8], 0x7f, 0xff, 0xff, 0xff, 2, 1, 0, 0]);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 16 << 20);
        AssertServes();
    }

    private void Listen()
    {
        _listeners.Use([_source]);
        _listeners.Ports.Listen([new AmqpEndPoint(new IPEndPoint(IPAddress.Loopback, 0), false)]);
        _listeners.Ports.Accept();
    }

    /// <summary>Sends all, ends its side, and reads until the listener has closed too.</summary>
    private int Converse(byte[] stream)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)s_patience.TotalMilliseconds };
        int received = 0;
        try
        {
            socket.Connect(_listeners.Ports.All[0].Address);
            socket.Send(stream);
            socket.Shutdown(SocketShutdown.Send);
            byte[] buffer = new byte[4096];
            for (int read; (read = socket.Receive(buffer)) > 0;) received += read;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted)
        {
            // Closed in the middle of what it was sent: its right.
        }
        return received;
    }

    /// <summary>A whole conversation's readings are taken.</summary>
    private void AssertServes()
    {
        long taken = _source.Counters.Accepted;
        Assert.True(Converse(AmqpConversations.Whole()) > 0);
        Assert.Equal(5, _source.Counters.Accepted - taken);
    }
}
