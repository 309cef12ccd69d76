using System.Net;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Ingest.Coap;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Bench.Coap;

/// <summary>The daemon's CoAP listeners with one source, in the bench's own process.</summary>
internal sealed class CoapServerInProcess : IDisposable
{
    private readonly CoapSource _source;
    private readonly CoapListeners _listeners = new(TimeProvider.System, TimeProvider.System.GetUtcNow, NullLogger<CoapListeners>.Instance);

    public CoapServerInProcess(string name, IStore store, int devices)
    {
        Name = name;
        _source = new CoapSource(new CoapSourceOptions { Name = "pump" }, store.Append, TimeProvider.System);
        _listeners.Use([_source]);
        var any = new IPEndPoint(IPAddress.Loopback, 0);
        var keys = Enumerable.Range(0, devices).ToDictionary(CoapLoadOptions.DeviceOf, _ => CoapLoadOptions.Key);
        _listeners.Listen(new ListenConfiguration([], []) { Coap = [any], Coaps = [any], Dtls = new DtlsConfiguration { Keys = keys, Fingerprint = "" } });
    }

    public string Name { get; }

    public int PortOf(bool secure) => _listeners.Listening.Single(listener => listener.Scheme == (secure ? "coaps" : "coap")).EndPoint.Port;

    /// <exception cref="InvalidOperationException">More was answered than taken.</exception>
    public void Check(long answered)
    {
        if (_source.Counters.Accepted < answered) throw new InvalidOperationException($"{answered} were answered and {_source.Counters.Accepted} accepted.");
    }

    public void Dispose()
    {
        _listeners.Dispose();
        _source.Dispose();
    }
}
