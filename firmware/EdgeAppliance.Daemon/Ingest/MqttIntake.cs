using EdgeAppliance.Daemon.Ingest.Mqtt;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Where publishes go, for all connections: to which source, and what a refused one is answered.</summary>
internal sealed partial class MqttIntake(IReadOnlyList<IPublishSource> sources, ILogger logger)
{
    private volatile IngestRoutes<IPublishSource> _routes = new(sources);

    public PublishMemories Memories { get; } = new();

    /// <summary>The routes of now; another object once the sources have changed.</summary>
    public IngestRoutes<IPublishSource> Routes => _routes;

    public void Use(IReadOnlyList<IPublishSource> other) => _routes = new IngestRoutes<IPublishSource>(other);

    public bool IsCurrent(IngestRoute<IPublishSource> route) => _routes.Sources.Contains(route.Source);

    public bool TryFind(string? topic, out IngestRoute<IPublishSource> route) => _routes.TryFind(topic, out route);

    /// <param name="topic">UTF-8.</param>
    public bool TryFind(ReadOnlySpan<byte> topic, out IngestRoute<IPublishSource> route) => _routes.TryFind(topic, out route);

    /// <summary>Takes a publish, unless its client has sent it before.</summary>
    /// <param name="route">Has a device.</param>
    /// <param name="memory">The client's.</param>
    /// <param name="stored">Done once the reading is on stable storage; null where the payload is refused.</param>
    /// <returns>False where nothing was taken because the store is behind: try again once <paramref name="stored"/> is done.</returns>
    /// <exception cref="ObjectDisposedException">The source has stopped.</exception>
    public static bool TryTake(IngestRoute<IPublishSource> route, in ArrivedPublish publish, PublishMemory memory, out PayloadError error, out Task? stored)
    {
        error = PayloadError.None;
        var device = route.Device!;
        if (publish.IsResent && memory.TryRecall(publish.PacketId, device, publish.Payload, out stored))
        {
            route.Source.Counters.CountRepeated();
            return true;
        }
        if (!route.Source.TryTake(device, publish.Payload, out error, out stored)) return false;
        if (stored is not null && publish.PacketId != 0) memory.Remember(publish.PacketId, device, publish.Payload, stored);
        return true;
    }

    /// <summary>Logs a refused payload, once a burst.</summary>
    /// <returns>What the device is told.</returns>
    public string Refused(IngestRoute<IPublishSource> route, string client, PayloadError error)
    {
        string reason = PayloadErrorText.Of(error, route.Source.Limits);
        if (route.TryStartBurst(error)) Log.PayloadRefused(logger, route.Source.Name, client, reason);
        return reason;
    }

    /// <summary>Counts and logs a reading that could not be stored.</summary>
    public void Unstored(IPublishSource source, Task stored, string client, bool closes)
    {
        source.Counters.CountNotStored();
        if (closes) Log.ClosedUnstored(logger, source.Name, client, stored.Exception?.InnerException?.Message ?? "");
    }

    public static MqttReason ReasonOf(PayloadError error) => error switch
    {
        PayloadError.TooManyDevices or PayloadError.Throttled => MqttReason.QuotaExceeded,
        PayloadError.Quarantined => MqttReason.NotAuthorized,
        _ => MqttReason.PayloadFormatInvalid,
    };

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "Source {Source}: a payload of client {Client} is refused. {Reason}")]
        public static partial void PayloadRefused(ILogger logger, string source, string client, string reason);

        [LoggerMessage(1202, LogLevel.Warning, "Source {Source}: client {Client} is closed, since its reading could not be stored: {Reason}")]
        public static partial void ClosedUnstored(ILogger logger, string source, string client, string reason);
    }
}
