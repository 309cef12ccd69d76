namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>What became of a payload.</summary>
/// <param name="Stored">Done once its readings are on stable storage, or where <paramref name="IsFull"/>, once it is worth trying again.</param>
/// <param name="IsFull">Nothing was taken, since the store is behind.</param>
internal readonly record struct SparkplugOutcome(PayloadError Error, Task? Stored, bool IsFull)
{
    /// <summary>There was nothing to store.</summary>
    public static SparkplugOutcome Nothing => new(PayloadError.None, Task.CompletedTask, false);

    public static SparkplugOutcome Refused(PayloadError error) => new(error, null, false);
}
