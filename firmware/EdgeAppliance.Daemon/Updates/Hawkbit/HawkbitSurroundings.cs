using EdgeAppliance.Daemon.Updates.Fetch;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>What a watch over hawkBit has beside its parts.</summary>
/// <param name="Looks">How long a nudge waits, as with whoever looks into a repository.</param>
internal sealed record HawkbitSurroundings(HawkbitCounts Counts, LookTimes Looks, TimeProvider Time, ILogger Logger);
