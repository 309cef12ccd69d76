using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeAppliance.Bench.Ingest;

/// <summary>One HTTP/1.1 connection that posts a reading, waits for its reply, and posts the next.</summary>
internal sealed unsafe class PostConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _request;
    private readonly byte[] _received = new byte[4096];

    public PostConnection(IPEndPoint host, string token, int number)
    {
        const string body = """{"seq":100000000,"temp":21.5}""";
        _request = Encoding.ASCII.GetBytes(
            $"POST /ingest/pump/{number} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(host);
    }

    public int Fd => (int)_socket.Handle;

    public void Send()
    {
        fixed (byte* start = _request)
            if (Posix.Send(Fd, start, (nuint)_request.Length, Posix.NoSignal) != _request.Length) throw new IOException("The server took no more.");
    }

    /// <summary>Takes a reply, which comes whole, and posts anew.</summary>
    public void Turn()
    {
        nint read;
        fixed (byte* start = _received) read = Posix.Receive(Fd, start, (nuint)_received.Length, Posix.DontWait);
        if (read <= 0) throw new IOException("The server closed the connection.");
        var reply = _received.AsSpan(0, (int)read);
        if (!reply.StartsWith("HTTP/1.1 202 "u8) || !reply.EndsWith("}"u8)) throw new IOException($"The server answered: {Encoding.UTF8.GetString(reply)}");
        Send();
    }

    public void Dispose() => _socket.Dispose();
}
