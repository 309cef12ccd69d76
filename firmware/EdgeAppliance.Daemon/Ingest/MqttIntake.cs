using System.Text.Unicode;
using Microsoft.Extensions.Logging;
using MQTTnet.Protocol;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Where publishes go, for all connections: to which source, and what a refused one is answered.</summary>
internal sealed partial class MqttIntake(IReadOnlyList<MqttSource> sources, ILogger logger)
{
    private const int TopicBytesMax = 256;

    private volatile MqttRoutes _routes = new(sources);
    private int _subscriptions;

    /// <summary>Whether a client listens, so that every publish must be searched for whom it interests.</summary>
    public bool HasSubscriptions => Volatile.Read(ref _subscriptions) > 0;

    public void AddSubscriptions(int count) => Interlocked.Add(ref _subscriptions, count);

    /// <summary>The routes of now; another object once the sources have changed.</summary>
    public MqttRoutes Routes => _routes;

    public void Use(IReadOnlyList<MqttSource> other) => _routes = new MqttRoutes(other);

    public bool IsCurrent(MqttRoute route) => _routes.Sources.Contains(route.Source);

    public bool TryFind(string? topic, out MqttRoute route) => _routes.TryFind(topic, out route);

    /// <param name="topic">UTF-8.</param>
    /// <returns>False where no source takes it, or it is unusually long.</returns>
    public bool TryFind(ReadOnlySpan<byte> topic, out MqttRoute route)
    {
        route = null!;
        if (topic.Length > TopicBytesMax) return false;
        Span<char> text = stackalloc char[TopicBytesMax];
        if (Utf8.ToUtf16(topic, text, out _, out int length, replaceInvalidSequences: false) != System.Buffers.OperationStatus.Done) return false;
        return _routes.TryFind(text[..length], out route);
    }

    /// <summary>Logs a refused payload, once a burst.</summary>
    /// <returns>What the device is told.</returns>
    public string Refused(MqttRoute route, string client, PayloadError error)
    {
        string reason = PayloadErrorText.Of(error, route.Source.Limits);
        if (route.TryStartBurst(error)) Log.PayloadRefused(logger, route.Source.Name, client, reason);
        return reason;
    }

    /// <summary>Counts and logs a reading that could not be stored.</summary>
    public void Unstored(MqttSource source, Task stored, string client, bool closes)
    {
        source.Counters.CountNotStored();
        if (closes) Log.ClosedUnstored(logger, source.Name, client, stored.Exception?.InnerException?.Message ?? "");
    }

    public static MqttPubAckReasonCode ReasonOf(PayloadError error) =>
        error == PayloadError.TooManyDevices ? MqttPubAckReasonCode.QuotaExceeded : MqttPubAckReasonCode.PayloadFormatInvalid;

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "Source {Source}: a payload of client {Client} is refused. {Reason}")]
        public static partial void PayloadRefused(ILogger logger, string source, string client, string reason);

        [LoggerMessage(1202, LogLevel.Warning, "Source {Source}: client {Client} is closed, since its reading could not be stored: {Reason}")]
        public static partial void ClosedUnstored(ILogger logger, string source, string client, string reason);
    }
}
