using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Shelf;

/// <summary>What trials of configurations are made with.</summary>
/// <param name="Check">Everything that is wrong with a file that would be in force.</param>
/// <param name="Reload">Reads what is in force and applies it.</param>
/// <param name="Conditions">What is wrong with the appliance now.</param>
/// <param name="TrialLasts">How long nothing new may be wrong before a configuration is kept.</param>
internal sealed record ConfigurationTrialSurroundings(
    Func<string, IReadOnlyList<ConfigError>> Check, Func<CancellationToken, Task<ReloadResult>> Reload, Func<IReadOnlyList<HealthCondition>> Conditions, Func<TimeSpan> TrialLasts)
{
    public TimeSpan Lasts => TrialLasts();
}
