using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Health;
using EdgeAppliance.Daemon.Health.Logs;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Running;

/// <summary>What the appliance is given and does not end.</summary>
/// <param name="ReadConfiguration">Reads the file anew.</param>
internal sealed record Surroundings(StateDirectory State, ModelRoom Models, Func<ConfigResult> ReadConfiguration, SystemdNotifier Notifier, TimeProvider Time)
{
    public required ApplianceLoggerProvider Log { get; init; }

    public required ILoggerFactory Loggers { get; init; }
}
