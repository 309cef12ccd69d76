using System.Net;
using System.Net.Sockets;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Drivers.Protocols.Coap;
using EdgeAppliance.Drivers.Protocols.Coap.Dtls;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest.Coap;

/// <summary>The addresses that CoAP is listened on, with DTLS and without, and the one server behind them all.</summary>
/// <remarks>Changed by one caller at a time; looked at by any.</remarks>
internal sealed partial class CoapListeners : IDisposable
{
    private const string Plain = "coap";
    private const string Secure = "coaps";

    private readonly TimeProvider _time;
    private readonly Func<DateTimeOffset> _clock;
    private readonly ILogger _logger;
    private readonly CoapIntake _intake;
    private readonly CoapServer _server;
    private readonly CoapConditions _conditions;

    // For message ids and timeouts: nothing of it is secret.
    private readonly Random _random = new();
    private volatile IReadOnlyDictionary<(string Scheme, IPEndPoint Wanted), ICoapEndpoint> _listeners = new Dictionary<(string, IPEndPoint), ICoapEndpoint>();
    private DtlsConfiguration? _dtls;

    private readonly DeviceAdmission? _admission;

    /// <param name="clock">By which certificates are checked.</param>
    /// <param name="admission">Null where every device is taken.</param>
    public CoapListeners(TimeProvider time, Func<DateTimeOffset> clock, ILogger<CoapListeners> logger, DeviceAdmission? admission = null)
    {
        _admission = admission;
        _time = time;
        _clock = clock;
        _logger = logger;
        Commands = new CoapCommands(time) { IsObserved = path => _server!.IsObserved(path), Notify = path => _server!.Notify(path) };
        _intake = new CoapIntake(logger, Commands, admission);
        _server = new CoapServer(_intake, CoapLimits.Default, CoapTimes.Default, time, _random);
        _conditions = new CoapConditions(_server.Counters, time);
    }

    /// <summary>What devices are told.</summary>
    public CoapCommands Commands { get; }

    public CoapCounters Counters => _server.Counters;

    public IEnumerable<(string Scheme, IPEndPoint EndPoint)> Listening => _listeners.Select(listener => (listener.Key.Scheme, listener.Value.EndPoint));

    /// <summary>Sessions of DTLS that are open.</summary>
    public int Sessions => _listeners.Values.OfType<CoapDtlsListener>().Sum(listener => listener.Sessions);

    public IReadOnlyList<HealthCondition> Conditions => _conditions.Now();

    /// <summary>Opens those that are new, and reads the certificates anew: renewed ones are taken, and who is known by others than
    /// before proves itself again.</summary>
    /// <returns>The paths of what changed.</returns>
    /// <exception cref="IOException">An address cannot be listened on, or a file cannot be used; nothing was changed.</exception>
    public IReadOnlyList<string> Listen(ListenConfiguration listen)
    {
        var credentials = listen.Dtls is { } dtls ? DtlsTrust.Read(dtls, _admission, _clock) : null;
        var all = new Dictionary<(string Scheme, IPEndPoint Wanted), ICoapEndpoint>(_listeners);
        var opened = new Dictionary<(string Scheme, IPEndPoint Wanted), ICoapEndpoint>();
        try
        {
            foreach (var wanted in Wanted(listen))
                if (!all.ContainsKey(wanted)) opened.TryAdd(wanted, Open(wanted, credentials));
        }
        catch (IOException)
        {
            foreach (var listener in opened.Values) listener.Dispose();
            throw;
        }
        if (credentials is not null)
            foreach (var listener in all.Values.OfType<CoapDtlsListener>()) listener.Use(credentials, endsSessions: listen.Dtls?.Fingerprint != _dtls?.Fingerprint);
        foreach (var (wanted, listener) in opened)
        {
            listener.Start();
            all.Add(wanted, listener);
        }
        _listeners = all;
        List<string> changed = [.. opened.Keys.Select(wanted => $"listen.{wanted.Scheme}").Distinct()];
        if (listen.Dtls?.Fingerprint != _dtls?.Fingerprint) changed.Add("listen.dtls");
        _dtls = listen.Dtls;
        return changed;
    }

    /// <summary>Closes those that are not wanted any more.</summary>
    public void Close(ListenConfiguration listen)
    {
        var wanted = Wanted(listen).ToHashSet();
        var closed = _listeners.Where(listener => !wanted.Contains(listener.Key)).ToList();
        _listeners = _listeners.Where(listener => wanted.Contains(listener.Key)).ToDictionary();
        foreach (var (_, listener) in closed) listener.Dispose();
    }

    public void Use(IReadOnlyList<CoapSource> sources) => _intake.Use(sources);

    public void Dispose()
    {
        foreach (var listener in _listeners.Values) listener.Dispose();
        _server.Dispose();
    }

    private static IEnumerable<(string Scheme, IPEndPoint Wanted)> Wanted(ListenConfiguration listen) =>
        [.. listen.Coap.Select(endPoint => (Plain, endPoint)), .. listen.Coaps.Select(endPoint => (Secure, endPoint))];

    private ICoapEndpoint Open((string Scheme, IPEndPoint EndPoint) wanted, DtlsCredentials? credentials)
    {
        try
        {
            if (wanted.Scheme == Plain) return new CoapUdpListener(wanted.EndPoint, _server, _random);
            return new CoapDtlsListener(wanted.EndPoint, _server, credentials!, DtlsLimits.Default, _time) { WhenRefused = Refused, MayTry = address => _admission?.Failures.IsAtLimit(address) != true };
        }
        catch (SocketException e)
        {
            throw new IOException($"cannot listen on {wanted.EndPoint} (UDP): {e.Message}", e);
        }
    }

    private void Refused(IPAddress address, DtlsFailure why)
    {
        // A network that is too slow is no guess.
        if (why.IsGuess) _admission?.Failures.CountWrong(AdmissionVerdict.BadHandshake, address, DeviceDoor.Coaps);
        if (_conditions.HandshakeFailed(address, why.Text)) Log.HandshakeFailed(_logger, address, why.Text);
    }

    private static partial class Log
    {
        [LoggerMessage(1212, LogLevel.Warning, "A CoAP device at {Address} was refused: {Reason}. The same again is only counted.")]
        public static partial void HandshakeFailed(ILogger logger, IPAddress address, string reason);
    }
}
