using EdgeAppliance.Drivers.Protocols.Amqp;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>Where messages go, for all connections: to which source, and what becomes of one.</summary>
internal sealed partial class AmqpIntake(AmqpCounters counters, ILogger logger)
{
    private static readonly Task s_sourceGone = Task.FromException(new IOException("The source has stopped."));

    private volatile IngestRoutes<AmqpSource> _routes = new([]);

    public AmqpCounters Counters => counters;

    /// <summary>The routes of now; another object once the sources have changed.</summary>
    public IngestRoutes<AmqpSource> Routes => _routes;

    public void Use(IReadOnlyList<AmqpSource> sources) => _routes = new IngestRoutes<AmqpSource>(sources);

    /// <summary>Takes a message, and notes with its link what becomes of it.</summary>
    /// <param name="who">For the log.</param>
    /// <returns>Null where that is done; else when to try again, because the store is behind.</returns>
    public Task? Take(AmqpReceiver link, in AmqpArrival arrival, in AmqpMessage message, IngestRoute<AmqpSource> route, string who)
    {
        counters.Count(AmqpCount.Messages);
        var error = PayloadError.TooManyDevices;
        Task? stored = null;
        try
        {
            if (route.Device is null) route.Source.Counters.CountRefused(error);
            else if (!route.Source.TryTake(route.Device, AmqpContent.FormatOf(message), message.Body, out error, out stored)) return stored;
        }
        catch (ObjectDisposedException)
        {
            // The source went between the look-up and this; the device sends again.
            stored = s_sourceGone;
        }
        if (stored is null) Refuse(link, arrival, route, error, who);
        else if (!arrival.IsSettled) link.Settle(arrival.DeliveryId, stored);
        return null;
    }

    /// <summary>Rejects a message of no source.</summary>
    public void Reject(AmqpReceiver link, in AmqpArrival arrival, AmqpError why)
    {
        counters.Count(why.Condition == AmqpCondition.UnauthorizedAccess ? AmqpCount.MessagesUnauthorized : AmqpCount.MessagesRejected);
        if (!arrival.IsSettled) link.Reject(arrival.DeliveryId, why);
    }

    private void Refuse(AmqpReceiver link, in AmqpArrival arrival, IngestRoute<AmqpSource> route, PayloadError error, string who)
    {
        var refusal = AmqpRefusal.Of(error, route.Source.Limits);
        if (route.TryStartBurst(error)) Log.PayloadRefused(logger, route.Source.Name, who, refusal.Text);
        Reject(link, arrival, refusal);
    }

    private static partial class Log
    {
        [LoggerMessage(1227, LogLevel.Warning, "Source {Source}: a message of {Who} is rejected. {Reason}")]
        public static partial void PayloadRefused(ILogger logger, string source, string who, string reason);
    }
}
