using System.Net;
using System.Net.Sockets;
using EdgeAppliance.Daemon.Ingest;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.FuzzTests.Mqtt;

/// <summary>A running broker with one source, and raw connections to it.</summary>
internal sealed class FuzzedBroker : IAsyncDisposable
{
    private const int PatienceMs = 20_000;

    private readonly MqttSource _source;
    private readonly MqttBroker _broker;

    private FuzzedBroker(MqttBrokerOptions options)
    {
        _source = new MqttSource(new MqttSourceOptions { Name = "pump", Topic = "plant/+/telemetry" }, new DiscardingStore().Append, TimeProvider.System);
        _broker = new MqttBroker(options, [_source], NullLogger<MqttBroker>.Instance);
    }

    public MqttBroker Broker => _broker;

    public IngestCounters Counters => _source.Counters;

    public static async Task<FuzzedBroker> StartAsync(int connectionsMax = 1024)
    {
        var broker = new FuzzedBroker(new MqttBrokerOptions { ConnectionsMax = connectionsMax, ConnectsPerSecond = 0 });
        await broker._broker.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        return broker;
    }

    public Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = PatienceMs, SendTimeout = PatienceMs };
        socket.Connect(_broker.Endpoint);
        return socket;
    }

    /// <summary>Sends all, ends its side, and reads until the broker has closed too.</summary>
    /// <returns>The bytes received.</returns>
    /// <exception cref="SocketException">The broker keeps the connection open.</exception>
    public int Converse(byte[] stream)
    {
        using var socket = Connect();
        int received = 0;
        try
        {
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

    /// <summary>A well-behaved client's reading is acknowledged.</summary>
    public void AssertServes(string client)
    {
        using var socket = Connect();
        AssertServes(socket, client);
    }

    public static void AssertServes(Socket socket, string client)
    {
        socket.Send(Packets.Connect(4, client));
        Assert.Equal([0x20, 2, 0, 0], Receive(socket, 4));
        AssertAcknowledges(socket);
    }

    public static void AssertAcknowledges(Socket socket)
    {
        socket.Send(Packets.Publish(4, 1, 77, "plant/good/telemetry", """{"temp": 1}"""));
        Assert.Equal([0x40, 2, 0, 77], Receive(socket, 4));
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _source.Dispose();
    }

    private static byte[] Receive(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        int at = 0;
        while (at < count)
        {
            int read = socket.Receive(bytes.AsSpan(at));
            if (read == 0) return bytes[..at];
            at += read;
        }
        return bytes;
    }
}
