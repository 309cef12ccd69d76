using EdgeAppliance.Daemon.Health;
using EdgeAppliance.Daemon.Health.Logs;
using EdgeAppliance.Daemon.Updates.Shelf;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Running;

/// <summary>What the appliance is given and does not end.</summary>
/// <param name="InForce">Reads the configuration anew.</param>
internal sealed record Surroundings(StateDirectory State, ModelRoom Models, ConfigurationInForce InForce, SystemdNotifier Notifier, TimeProvider Time)
{
    public required ApplianceLoggerProvider Log { get; init; }

    public required ILoggerFactory Loggers { get; init; }
}
