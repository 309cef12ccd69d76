using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What a connection's bytes go through, and between whom.</summary>
internal sealed record TcpTransport(Stream Stream, EndPoint Local, EndPoint Remote)
{
    private const int KeepAliveSeconds = 60;

    /// <summary>What all goes through in the end.</summary>
    public required Socket Socket { get; init; }

    /// <summary>By TLS.</summary>
    public bool IsSecure { get; init; }

    /// <summary>By WebSocket.</summary>
    public bool IsWeb { get; init; }

    /// <summary>What the client shows, trusted or not; null where it shows none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>What it sent beside it.</summary>
    public X509Certificate2Collection? Chain { get; init; }

    /// <summary>The stream can wait for bytes without a place for them.</summary>
    public bool WaitsWithoutBuffer { get; init; } = true;

    public static TcpTransport Of(Socket socket)
    {
        socket.NoDelay = true;
        // A client may be gone without a word, and never have promised one.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        return new TcpTransport(new NetworkStream(socket, ownsSocket: true), socket.LocalEndPoint!, socket.RemoteEndPoint!) { Socket = socket };
    }

    /// <summary>The same, once the certificates are of use no more: those of thousands of clients are many.</summary>
    public TcpTransport Forget()
    {
        if (Certificate is null) return this;
        Certificate.Dispose();
        foreach (var other in Chain ?? []) other.Dispose();
        return this with { Certificate = null, Chain = null };
    }

    /// <summary>The other side is told that nothing more comes.</summary>
    public void Finish()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has gone first.
        }
    }
}
