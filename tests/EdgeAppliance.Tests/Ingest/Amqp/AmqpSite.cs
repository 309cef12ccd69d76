using System.Net;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Amqp;
using EdgeAppliance.Drivers.Protocols.Amqp;
using EdgeAppliance.Tests.Daemon.Identity;
using EdgeAppliance.Tests.Daemon.Uplink;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Ingest.Amqp;

/// <summary>The AMQP listener with one source before a store that the test holds, without TLS and with.</summary>
internal sealed class AmqpSite : IAsyncDisposable
{
    private readonly TestAuthority _authority = new("site");
    private readonly AmqpSource _source;

    /// <param name="guarded">Null where everybody is taken.</param>
    public AmqpSite(bool held = false, Guarded? guarded = null, AmqpSettings? settings = null, int connectionsMax = 1024)
    {
        Store = new HeldStore(held);
        _source = new AmqpSource(new AmqpSourceOptions { Name = "field" }, Store.Append, null, TimeProvider.System);
        Listeners = new AmqpListeners(settings ?? new AmqpSettings("box"), new AmqpLimits { ConnectionsMax = connectionsMax }, guarded?.Admission, TimeProvider.System, NullLogger.Instance);
        var own = _authority.Issue("appliance");
        Listeners.Use(ServerTls.Load(new ListenTls(own.Certificate, own.Key)));
        Listeners.Use([_source]);
        Listeners.Ports.Listen([new AmqpEndPoint(new IPEndPoint(IPAddress.Loopback, 0), false), new AmqpEndPoint(new IPEndPoint(IPAddress.Loopback, 0), true)]);
        Listeners.Ports.Accept();
    }

    public HeldStore Store { get; }

    public AmqpListeners Listeners { get; }

    public TestAuthority Authority => _authority;

    public IngestCounters Counters => _source.Counters;

    public IPEndPoint EndPoint => Listeners.Ports.All.Single(port => !port.Wanted.IsSecure).Address;

    public string Url => $"amqp://{EndPoint}";

    public string SecureUrl => $"amqps://localhost:{Listeners.Ports.All.Single(port => port.Wanted.IsSecure).Address.Port}";

    /// <summary>Sends with Proton's client, and reads what became of it.</summary>
    public Task<IReadOnlyList<string>> Send(string address, int count, params string[] options) => ProtonPeer.Run("send", Url, address, count, options);

    /// <summary>The values of a channel of all that was stored, in order.</summary>
    public List<double> Values(string channel) =>
        [.. Store.Batches.SelectMany(batch => Enumerable.Range(0, batch.Count).Select(row => batch.Column(batch.Channels.IndexOf(channel))[row]))];

    public async ValueTask DisposeAsync()
    {
        Listeners.Dispose();
        Store.CommitAlways();
        await _source.DisposeAsync();
        _authority.Dispose();
    }
}
