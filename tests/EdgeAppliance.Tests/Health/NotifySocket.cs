using System.Net.Sockets;
using System.Text;

namespace EdgeAppliance.Tests.Health;

/// <summary>systemd's end of the notify socket.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly byte[] _datagram = new byte[4096];

    public NotifySocket(string address)
    {
        Address = address;
        _socket.ReceiveTimeout = 10_000;
        _socket.Bind(new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address));
    }

    public string Address { get; }

    public bool HasMore => _socket.Available > 0;

    public string Receive() => Encoding.UTF8.GetString(_datagram, 0, _socket.Receive(_datagram));

    public void Dispose()
    {
        _socket.Dispose();
        if (Address[0] == '/') File.Delete(Address);
    }
}
