using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Http.Pages;

/// <param name="Sequence">From 1 at the daemon's start, without holes.</param>
/// <param name="From">Who said it: the last part of the category's name.</param>
internal sealed record LogLine(long Sequence, DateTimeOffset Time, LogLevel Level, string From, string Text);
