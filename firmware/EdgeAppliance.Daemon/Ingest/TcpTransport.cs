using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What a connection's bytes go through, and between whom.</summary>
internal sealed record TcpTransport(Stream Stream, EndPoint Local, EndPoint Remote)
{
    /// <summary>By TLS.</summary>
    public bool IsSecure { get; init; }

    /// <summary>What the client shows, trusted or not; null where it shows none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>What it sent beside it.</summary>
    public X509Certificate2Collection? Chain { get; init; }

    public static TcpTransport Of(Socket socket)
    {
        socket.NoDelay = true;
        return new TcpTransport(new NetworkStream(socket, ownsSocket: true), socket.LocalEndPoint!, socket.RemoteEndPoint!);
    }
}
