namespace EdgeAppliance.Core.Steps;

/// <summary>Counts the values of one pipeline that came too late to be joined with others; any thread reads it.</summary>
public sealed class LateMeter
{
    private long _dropped;

    /// <summary>Values left out.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    internal void OnDropped() => Interlocked.Increment(ref _dropped);
}
