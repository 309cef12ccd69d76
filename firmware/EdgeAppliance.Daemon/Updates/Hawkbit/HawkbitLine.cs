namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>What a watch over hawkBit shares with whatever else brings bundles.</summary>
/// <param name="Device">This device's id.</param>
/// <param name="Turn">One at a time, whoever brings bundles.</param>
/// <param name="Now">The latest time known.</param>
/// <param name="Chance">From 0 to 1.</param>
internal sealed record HawkbitLine(string Device, SemaphoreSlim Turn, Func<DateTimeOffset> Now, Func<double> Chance, ILogger Logger);
