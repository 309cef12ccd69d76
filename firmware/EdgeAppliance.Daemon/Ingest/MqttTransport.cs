using System.Net;
using System.Net.Sockets;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What a connection's bytes go through, and between whom.</summary>
internal sealed record MqttTransport(Stream Stream, EndPoint Local, EndPoint Remote)
{
    public static MqttTransport Of(Socket socket)
    {
        socket.NoDelay = true;
        return new MqttTransport(new NetworkStream(socket, ownsSocket: true), socket.LocalEndPoint!, socket.RemoteEndPoint!);
    }
}
