using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Health.Logs;

/// <param name="Count">How often it was said again in the window.</param>
internal sealed record EndedBurst(LogLevel Level, string From, int EventId, string Text, int Count);
