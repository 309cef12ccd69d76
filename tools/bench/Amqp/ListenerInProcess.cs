using System.Net;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Ingest.Amqp;
using EdgeAppliance.Drivers.Protocols.Amqp;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Bench.Amqp;

/// <summary>The daemon's AMQP listener with one source, in the bench's own process.</summary>
internal sealed class ListenerInProcess : IAsyncDisposable
{
    private readonly AmqpSource _source;
    private readonly AmqpListeners _listeners;

    public ListenerInProcess(IStore store, TimeProvider time)
    {
        _source = new AmqpSource(new AmqpSourceOptions { Name = "field" }, store.Append, null, time);
        _listeners = new AmqpListeners(new AmqpSettings("bench"), new AmqpLimits(), null, time, NullLogger.Instance);
        _listeners.Use([_source]);
        _listeners.Ports.Listen([new AmqpEndPoint(new IPEndPoint(IPAddress.Loopback, 0), false)]);
        _listeners.Ports.Accept();
    }

    public string Url => $"amqp://{_listeners.Ports.All.Single().Address}";

    /// <summary>Readings that were stored.</summary>
    public long Accepted => _source.Counters.Accepted;

    public async ValueTask DisposeAsync()
    {
        _listeners.Dispose();
        await _source.DisposeAsync();
    }
}
