using System.Net.Sockets;
using System.Security.Authentication;
using EdgeAppliance.Daemon.Ingest.Mqtt;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Accepts connections, on every address that there is. Of those that have not said who they are it keeps as
/// many as clients are allowed, and closes further ones at once.</summary>
internal sealed class MqttListener
{
    private readonly MqttCore _core;
    private volatile ServerTls? _tls;

    public MqttListener(MqttCore core, ILogger logger)
    {
        _core = core;
        var places = new TcpPlaces("MQTT", () => 2 * core.Around.Options.ConnectionsMax, () => core.Around.Counters.Count(MqttCount.ConnectionsFull), logger);
        Ports = new TcpPorts<MqttEndPoint>(endPoint => endPoint.Address, ServeAsync, places, core.Around.Time, logger);
    }

    /// <summary>By the addresses of the configuration.</summary>
    public TcpPorts<MqttEndPoint> Ports { get; }

    /// <summary>Where it listens, with the ports that the system chose where it was asked for port 0.</summary>
    public IReadOnlyList<MqttEndPoint> EndPoints => [.. Ports.All.Select(port => port.Wanted with { Address = port.Address })];

    /// <summary>From now on for those who connect by TLS.</summary>
    public void Use(ServerTls? tls) => _tls = tls;

    private async Task ServeAsync(MqttEndPoint endPoint, Socket socket, CancellationToken closed)
    {
        try
        {
            var transport = await OpenAsync(socket, endPoint, closed).ConfigureAwait(false);
            using var closing = closed.Register(static stream => ((Stream)stream!).Dispose(), transport.Stream);
            await new MqttConnection(transport, _core).RunAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException)
        {
            // It ended before it began.
        }
    }

    private async Task<TcpTransport> OpenAsync(Socket socket, MqttEndPoint endPoint, CancellationToken closed)
    {
        if (!endPoint.IsSecure && !endPoint.IsWeb) return TcpTransport.Of(socket);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(closed);
        limit.CancelAfter(_core.Around.Options.ConnectWithin);
        var transport = endPoint.IsSecure ? await (_tls ?? throw new IOException("There is no certificate.")).Accept(socket, limit.Token).ConfigureAwait(false) : TcpTransport.Of(socket);
        return endPoint.IsWeb ? await WebSocketDoor.Open(transport, _core.Around, limit.Token).ConfigureAwait(false) : transport;
    }
}
