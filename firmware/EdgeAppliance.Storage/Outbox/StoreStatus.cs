namespace EdgeAppliance.Storage.Outbox;

/// <summary>What the store holds and has done since it was opened; bytes are as counted against the limit.</summary>
/// <param name="IsOpen">False while the disk is in trouble, or a new store takes over from a damaged one.</param>
public sealed record StoreStatus(bool IsOpen, IReadOnlyList<LaneStatus> Lanes)
{
    public long BytesUsed { get; init; }

    public long BytesMax { get; init; }

    /// <summary>The files' lengths together; they are used again and seldom shrink.</summary>
    public long FileBytes { get; init; }

    /// <summary>The position that the next reading gets, were it stored now.</summary>
    public long ReadingsEnd { get; init; }

    /// <summary>Readings kept because some pipeline may need them again.</summary>
    public long ReadingsKept { get; init; }

    public long ReadingsBytes { get; init; }

    public long ReadingsStored { get; init; }

    public long ReadingsPassed { get; init; }

    public long ReadingsTrimmed { get; init; }

    /// <summary>Readings whose producer was told that they are not stored.</summary>
    public long ReadingsRefused { get; init; }

    /// <summary>Commits that wait for room.</summary>
    public int CommitsWaiting { get; init; }

    public long RecordsStored { get; init; }

    /// <summary>Since the start, of all lanes.</summary>
    public long RecordsDropped { get; init; }

    /// <summary>Gap records begun for dropped ones. One that grows counts once.</summary>
    public long Gaps { get; init; }

    public long Syncs { get; init; }

    public DateTimeOffset? LastSync { get; init; }
}
