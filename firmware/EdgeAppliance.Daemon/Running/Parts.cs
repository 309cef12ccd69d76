using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Daemon.Health;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Running;

/// <summary>What everything that runs is built on, from the start to the end.</summary>
/// <param name="Eras">What readings' times mean.</param>
internal sealed record Parts(LiteStore Store, ClockEras Eras, Watchdog Watchdog, ILoggerFactory Loggers, TimeProvider Time)
{
    /// <summary>Of the devices of all sources.</summary>
    public required BehaviourWatch Behaviour { get; init; }

    public required string StateDirectory { get; init; }
}
