using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Commands;
using EdgeAppliance.Daemon.Health;
using EdgeAppliance.Daemon.Updates.Reported;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>What an uplink is made of beside its configuration.</summary>
internal sealed record UplinkContext
{
    /// <summary>The appliance's id.</summary>
    public required string Device { get; init; }

    /// <summary>The time that certificates are checked against.</summary>
    public required Func<DateTimeOffset> Now { get; init; }

    /// <summary>Gives records' times their real ones; null where they are so.</summary>
    public ClockEras? Eras { get; init; }

    public required UplinkState State { get; init; }

    public required UplinkSurroundings Around { get; init; }

    /// <summary>What the other side may tell something.</summary>
    public CommandTargets Commands { get; init; } = new(() => []);

    /// <summary>What becomes of bundles; null where nothing is told.</summary>
    public ReportedBundles? Reports { get; init; }

    /// <summary>What MQTT brokers are listened to for.</summary>
    public UpdateNudges? Nudges { get; init; }

    public IOutbox Outbox => Around.Outbox;

    public TimeProvider Time => Around.Time;

    public ILogger Logger => Around.Logger;
}
