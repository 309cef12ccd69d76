using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Daemon.Updates.Rollouts;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>What is configured, and whom to ask for trust.</summary>
/// <param name="Repository">Asked only where no keys are configured.</param>
/// <param name="Gate">What its rollouts mean.</param>
/// <param name="Times">When updates may be fetched and begun.</param>
internal sealed record HawkbitWishes(HawkbitConfiguration Hawkbit, UpdatesConfiguration Updates, Func<TufClient> Repository, RolloutGate Gate, LookTimes Times);
