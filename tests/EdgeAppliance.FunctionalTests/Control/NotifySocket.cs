using System.Net.Sockets;
using System.Text;

namespace EdgeAppliance.FunctionalTests.Control;

/// <summary>systemd's end of the notify socket (sd_notify(3)): keeps each datagram with the moment it came.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly Lock _lock = new();
    private readonly List<(long Timestamp, string Text)> _datagrams = [];

    public NotifySocket(string path)
    {
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _ = Receive();
    }

    public IReadOnlyList<(long Timestamp, string Text)> Datagrams
    {
        get { lock (_lock) return [.. _datagrams]; }
    }

    public void Dispose() => _socket.Dispose();

    private async Task Receive()
    {
        byte[] bytes = new byte[4096];
        try
        {
            while (true)
            {
                int count = await _socket.ReceiveAsync(bytes);
                lock (_lock) _datagrams.Add((TimeProvider.System.GetTimestamp(), Encoding.UTF8.GetString(bytes, 0, count)));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
