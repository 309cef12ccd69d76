using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>What comes in from outside to a source that connects by itself.</summary>
/// <param name="ReadingTime">What readings' times are by.</param>
/// <param name="Now">The time that certificates are checked against.</param>
internal sealed record AmqpSurroundings(TimeProvider Time, TimeProvider ReadingTime, Func<DateTimeOffset> Now, ILogger Logger);
