using System.Net.Sockets;
using System.Security.Authentication;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Drivers.Protocols;
using EdgeAppliance.Drivers.Protocols.Amqp;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>The addresses that AMQP 1.0 is listened on, with TLS and without, and the connections that came in by them.</summary>
internal sealed class AmqpListeners : IDisposable
{
    private static readonly TimeSpan s_watchEvery = TimeSpan.FromSeconds(1);

    private readonly AmqpSettings _settings;
    private readonly AmqpLimits _limits;
    private readonly DeviceAdmission? _admission;
    private readonly TimeProvider _time;
    private readonly AmqpIntake _intake;
    private volatile ServerTls? _tls;
    private int _connections;

    /// <param name="admission">Null where everybody is taken.</param>
    public AmqpListeners(AmqpSettings settings, AmqpLimits limits, DeviceAdmission? admission, TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _limits = limits;
        _admission = admission;
        _time = time;
        _intake = new AmqpIntake(Counters, logger);
        Commands = new AmqpCommands(Counters, time);
        var places = new TcpPlaces("AMQP", () => 2 * limits.ConnectionsMax, () => Counters.Count(AmqpCount.ConnectionsRefused), logger);
        Ports = new TcpPorts<AmqpEndPoint>(endPoint => endPoint.Address, ServeAsync, places, time, logger);
    }

    public AmqpCounters Counters { get; } = new();

    /// <summary>What devices are told that receive here.</summary>
    public AmqpCommands Commands { get; }

    public TcpPorts<AmqpEndPoint> Ports { get; }

    /// <summary>Of peers that were let in.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>From now on for those who connect by TLS.</summary>
    public void Use(ServerTls? tls) => _tls = tls;

    /// <summary>Takes the messages of other sources from now on; connections stay. Those taken out may be disposed after it.</summary>
    public void Use(IReadOnlyList<AmqpSource> sources) => _intake.Use(sources);

    public void Dispose() => Ports.Dispose();

    private async Task ServeAsync(AmqpEndPoint endPoint, Socket socket, CancellationToken closed)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(closed);
            limit.CancelAfter(_limits.ConnectWithin);
            var transport = endPoint.IsSecure ? await (_tls ?? throw new IOException("There is no certificate.")).Accept(socket, limit.Token) : TcpTransport.Of(socket);
            await using var stream = transport.Stream;
            using var receiver = new StreamReceiver(stream);
            var door = new AmqpAdmission(_admission, transport, Counters);
            if (await AmqpGreeting.Accept(stream, receiver, door, limit.Token)) await ServeAsync(stream, receiver, door, closed);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException or AmqpException)
        {
            Counters.Count(AmqpCount.ConnectionsBroken);
        }
    }

    private async Task ServeAsync(Stream stream, StreamReceiver receiver, AmqpAdmission door, CancellationToken closed)
    {
        int number = Interlocked.Increment(ref _connections);
        var device = door.Device;
        var peer = new AmqpPeer(_intake, Commands, device, _admission?.Failures, () => number > _limits.ConnectionsMax);
        using var connection = new AmqpConnection(stream, _settings, peer, _time);
        // Whoever ends the device must not wait for its connections.
        using var ending = device?.Ended.Register(() => _ = Task.Run(() => connection.Close(new AmqpError(AmqpCondition.UnauthorizedAccess, "The device may be here no more.")), CancellationToken.None));
        await using var watching = device is null ? null : _time.CreateTimer(_ => Watch(door, connection), null, s_watchEvery, s_watchEvery);
        Counters.Count(AmqpCount.Connections);
        device?.CountConnection(1);
        try
        {
            _ = ExpectOpen(connection);
            await connection.Run(receiver, closed);
        }
        finally
        {
            device?.CountConnection(-1);
            Interlocked.Decrement(ref _connections);
        }
    }

    /// <summary>Ends it where what it was let in by is of use no more.</summary>
    private static void Watch(AmqpAdmission door, AmqpConnection connection)
    {
        // One tick may meet the next.
        if (!Monitor.TryEnter(door)) return;
        try
        {
            if (door.WhyNot() is { } why) connection.Close(new AmqpError(AmqpCondition.UnauthorizedAccess, why));
        }
        finally
        {
            Monitor.Exit(door);
        }
    }

    private async Task ExpectOpen(AmqpConnection connection)
    {
        try
        {
            await connection.Opened.WaitAsync(_limits.ConnectWithin, _time);
        }
        catch (TimeoutException)
        {
            connection.Dispose();
        }
        catch (AmqpException)
        {
            // It ended before, and said why.
        }
    }
}
