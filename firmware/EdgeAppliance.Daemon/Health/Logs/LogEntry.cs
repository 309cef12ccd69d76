using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Health.Logs;

/// <summary>One thing that was logged.</summary>
/// <param name="Sequence">From 1, without a hole, since the daemon started.</param>
/// <param name="From">The last part of the category's name: the class that said it.</param>
/// <param name="Text">The whole message on one line.</param>
/// <param name="Fields">The message's values as <c>key=value key="a value"</c>, empty where it has none.</param>
internal sealed record LogEntry(long Sequence, DateTimeOffset Time, LogLevel Level, string From, int EventId, string Text, string Fields)
{
    public int Characters => Text.Length + Fields.Length;
}
