using System.Net;
using System.Net.Sockets;
using EdgeAppliance.Drivers.Protocols.Coap;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest.Coap;

/// <summary>The addresses that CoAP is listened on, and the one server behind them all.</summary>
/// <remarks>Changed by one caller at a time; looked at by any.</remarks>
internal sealed class CoapListeners : IDisposable
{
    private readonly CoapIntake _intake;
    private readonly CoapServer _server;

    // For message ids and timeouts: nothing of it is secret.
    private readonly Random _random = new();
    private volatile IReadOnlyDictionary<IPEndPoint, CoapUdpListener> _listeners = new Dictionary<IPEndPoint, CoapUdpListener>();

    public CoapListeners(TimeProvider time, ILogger<CoapListeners> logger)
    {
        _intake = new CoapIntake(logger);
        _server = new CoapServer(_intake, CoapLimits.Default, CoapTimes.Default, time, _random);
    }

    public CoapCounters Counters => _server.Counters;

    public IEnumerable<IPEndPoint> EndPoints => _listeners.Values.Select(listener => listener.EndPoint);

    /// <summary>Opens those that are new.</summary>
    /// <exception cref="IOException">One cannot be listened on; nothing was changed.</exception>
    public void Listen(IReadOnlyList<IPEndPoint> endPoints)
    {
        var all = new Dictionary<IPEndPoint, CoapUdpListener>(_listeners);
        var opened = new List<CoapUdpListener>();
        foreach (var endPoint in endPoints)
        {
            if (all.ContainsKey(endPoint)) continue;
            try
            {
                opened.Add(new CoapUdpListener(endPoint, _server, _random));
                all.Add(endPoint, opened[^1]);
            }
            catch (SocketException e)
            {
                foreach (var listener in opened) listener.Dispose();
                throw new IOException($"cannot listen on {endPoint} (UDP): {e.Message}", e);
            }
        }
        foreach (var listener in opened) listener.Start();
        _listeners = all;
    }

    /// <summary>Closes those that are not wanted any more.</summary>
    public void Close(IReadOnlyList<IPEndPoint> wanted)
    {
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
}
