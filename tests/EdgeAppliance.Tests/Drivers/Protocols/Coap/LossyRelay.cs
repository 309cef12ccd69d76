using System.Net;
using System.Net.Sockets;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap;

/// <summary>A UDP relay that loses a share of the datagrams, chosen by a seed, both ways between one client and a server.</summary>
internal sealed class LossyRelay : IDisposable
{
    private readonly Socket _front = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _back = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Random _random;
    private readonly double _loss;
    private readonly Task _both;
    private EndPoint? _client;
    private int _lost;

    public LossyRelay(int serverPort, double loss, int seed)
    {
        _random = new Random(seed);
        _loss = loss;
        _front.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _back.Connect(new IPEndPoint(IPAddress.Loopback, serverPort));
        _both = Task.WhenAll(ToServer(), ToClient());
    }

    public int Port => ((IPEndPoint)_front.LocalEndPoint!).Port;

    public int Lost => Volatile.Read(ref _lost);

    public void Dispose()
    {
        _stop.Cancel();
        try { _both.Wait(); } catch (AggregateException) { }
        _front.Dispose();
        _back.Dispose();
        _stop.Dispose();
    }

    private bool Loses()
    {
        lock (_random)
        {
            if (_random.NextDouble() >= _loss) return false;
            _lost++;
            return true;
        }
    }

    private async Task ToServer()
    {
        byte[] buffer = new byte[65536];
        while (true)
        {
            var got = await _front.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
            Volatile.Write(ref _client, got.RemoteEndPoint);
            if (!Loses()) await _back.SendAsync(buffer.AsMemory(0, got.ReceivedBytes), _stop.Token);
        }
    }

    private async Task ToClient()
    {
        byte[] buffer = new byte[65536];
        while (true)
        {
            int length = await _back.ReceiveAsync(buffer, _stop.Token);
            if (!Loses()) await _front.SendToAsync(buffer.AsMemory(0, length), Volatile.Read(ref _client)!, _stop.Token);
        }
    }
}
