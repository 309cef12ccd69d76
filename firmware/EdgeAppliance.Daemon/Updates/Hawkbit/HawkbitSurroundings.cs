namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>What a watch over hawkBit has beside its parts.</summary>
internal sealed record HawkbitSurroundings(HawkbitCounts Counts, TimeProvider Time, ILogger Logger);
