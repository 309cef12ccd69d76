using System.Net.Sockets;
using System.Security.Authentication;
using EdgeAppliance.Daemon.Ingest.Mqtt;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Accepts connections, on every address that there is. Of those that have not said who they are it keeps as
/// many as clients are allowed, and closes further ones at once.</summary>
/// <remarks>Addresses are changed by one caller at a time, and looked at by any.</remarks>
internal sealed partial class MqttListener(MqttCore core, ILogger logger)
{
    private volatile IReadOnlyDictionary<MqttEndPoint, TcpPort> _ports = new Dictionary<MqttEndPoint, TcpPort>();
    private volatile ServerTls? _tls;
    private int _open;
    private bool _isFull;

    /// <summary>Where it listens, with the ports that the system chose where it was asked for port 0.</summary>
    public IReadOnlyList<MqttEndPoint> EndPoints => [.. _ports.Select(port => port.Key with { Address = port.Value.Address })];

    /// <summary>From now on for those who connect by TLS.</summary>
    public void Use(ServerTls? tls) => _tls = tls;

    /// <summary>Opens those that are new; <see cref="Accept"/> has to follow.</summary>
    /// <returns>Those.</returns>
    /// <exception cref="IOException">One cannot be listened on; nothing was changed.</exception>
    public IReadOnlyList<MqttEndPoint> Listen(IReadOnlyList<MqttEndPoint> wanted)
    {
        var all = new Dictionary<MqttEndPoint, TcpPort>(_ports);
        var opened = new List<MqttEndPoint>();
        foreach (var endPoint in wanted)
        {
            if (all.ContainsKey(endPoint)) continue;
            try
            {
                all.Add(endPoint, new TcpPort(TcpPort.Open(endPoint.Address), (socket, closed) => ServeAsync(socket, endPoint, closed), core.Around.Time, logger));
                opened.Add(endPoint);
            }
            catch (SocketException e)
            {
                foreach (var other in opened) all[other].Dispose();
                throw new IOException($"cannot listen on {endPoint.Address}: {e.Message}", e);
            }
        }
        _ports = all;
        return opened;
    }

    /// <summary>Takes connections on all that are open.</summary>
    public void Accept()
    {
        foreach (var port in _ports.Values) port.Start();
    }

    /// <summary>Closes those that are not wanted any more, and what came in by them.</summary>
    public void Keep(IReadOnlyList<MqttEndPoint> wanted) => Close([.. _ports.Keys.Except(wanted)]);

    /// <summary>Closes some, and what came in by them.</summary>
    public void Close(IReadOnlyList<MqttEndPoint> endPoints)
    {
        var closed = _ports.Where(port => endPoints.Contains(port.Key)).ToList();
        _ports = _ports.Except(closed).ToDictionary();
        foreach (var (_, port) in closed) port.Dispose();
    }

    private bool TryEnter()
    {
        int max = 2 * core.Around.Options.ConnectionsMax;
        bool entered = Interlocked.Increment(ref _open) <= max;
        if (!entered) Interlocked.Decrement(ref _open);
        if (!entered && !_isFull) Log.Full(logger, max);
        _isFull = !entered;
        return entered;
    }

    private async Task ServeAsync(Socket socket, MqttEndPoint endPoint, CancellationToken closed)
    {
        if (!TryEnter())
        {
            core.Around.Counters.Count(MqttCount.ConnectionsFull);
            socket.Dispose();
            return;
        }
        // The next one is accepted meanwhile.
        await Task.Yield();
        try
        {
            var transport = await OpenAsync(socket, endPoint, closed).ConfigureAwait(false);
            using var closing = closed.Register(static stream => ((Stream)stream!).Dispose(), transport.Stream);
            await new MqttConnection(transport, core).RunAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException)
        {
            // It ended before it began.
        }
        finally
        {
            socket.Dispose();
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task<TcpTransport> OpenAsync(Socket socket, MqttEndPoint endPoint, CancellationToken closed)
    {
        if (!endPoint.IsSecure && !endPoint.IsWeb) return TcpTransport.Of(socket);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(closed);
        limit.CancelAfter(core.Around.Options.ConnectWithin);
        var transport = endPoint.IsSecure ? await (_tls ?? throw new IOException("There is no certificate.")).Accept(socket, limit.Token).ConfigureAwait(false) : TcpTransport.Of(socket);
        return endPoint.IsWeb ? await WebSocketDoor.Open(transport, core.Around, limit.Token).ConfigureAwait(false) : transport;
    }

    private static partial class Log
    {
        [LoggerMessage(1203, LogLevel.Warning, "A further MQTT connection is closed at once: {Max} are open.")]
        public static partial void Full(ILogger logger, int max);
    }
}
