using EdgeAppliance.Core.Pipeline;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>What comes in from outside to every uplink.</summary>
/// <param name="SilenceMax">A message that is not acknowledged for this long means that the link is dead.</param>
internal sealed record UplinkSurroundings(IOutbox Outbox, TimeProvider Time, Random Random, ILogger Logger, TimeSpan SilenceMax)
{
    /// <summary>Those whose records leave only where they are cleared.</summary>
    public required PrivatePipelines Private { get; init; }

    /// <summary>Where uplinks keep what outlives them; null where nothing does.</summary>
    public string? StateDirectory { get; init; }
}
