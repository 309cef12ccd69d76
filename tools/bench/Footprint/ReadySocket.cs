using System.Net.Sockets;
using System.Text;

namespace EdgeAppliance.Bench.Footprint;

/// <summary>The socket that systemd listens on for a service of type notify (sd_notify(3)). Processes started while it is there
/// inherit its name.</summary>
internal sealed class ReadySocket : IDisposable
{
    private const string Variable = "NOTIFY_SOCKET";

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly byte[] _message = new byte[4096];

    public ReadySocket(string path)
    {
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        Environment.SetEnvironmentVariable(Variable, path);
    }

    /// <exception cref="OperationCanceledException">Nobody said so in time.</exception>
    public async Task WaitUntilReady(CancellationToken stop)
    {
        while (true)
        {
            int length = await _socket.ReceiveAsync(_message, stop);
            if (Encoding.UTF8.GetString(_message, 0, length).Split('\n').Contains("READY=1")) return;
        }
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _socket.Dispose();
    }
}
