namespace EdgeAppliance.Storage.Outbox;

/// <summary>What is on stable storage of a lane: places [First, End), of which <paramref name="Acknowledged"/> are left out.</summary>
internal sealed record LaneView(long First, long End, long Count, long Bytes, PlaceSpan[] Acknowledged)
{
    public static LaneView Empty { get; } = new(1, 1, 0, 0, []);

    /// <summary>No document begins before this place.</summary>
    public long Lowest { get; init; } = 1;

    /// <summary>Changes whenever documents are replaced by others.</summary>
    public long Version { get; init; }

    public bool IsAcknowledged(long place)
    {
        foreach (var span in Acknowledged)
            if (place >= span.First && place < span.End) return true;
        return false;
    }
}
