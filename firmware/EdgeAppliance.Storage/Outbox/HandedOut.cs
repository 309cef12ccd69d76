namespace EdgeAppliance.Storage.Outbox;

/// <summary>The places of a lane that a reader was given and has not acknowledged. Records there are on their way to the uplink, and are
/// dropped after all others; and only a gap that is here can be acknowledged, because an acknowledgement names places, and a gap
/// lies where a record was.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class HandedOut
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly PlaceSpans _records = new();
    private readonly HashSet<long> _gaps = [];

    /// <param name="anew">The reader began at the lane's first place: what was given before went with its link.</param>
    public void AddRecords(long first, long end, bool anew)
    {
        lock (_lock)
        {
            if (anew) _records.Clear();
            if (first < end) _records.Add(first, end);
        }
    }

    public void AddGap(long place)
    {
        lock (_lock) _gaps.Add(place);
    }

    public void RemoveRecords(long first, long end)
    {
        lock (_lock) _records.Remove(first, end);
    }

    /// <summary>Forgets gaps before a place at which the lane begins now.</summary>
    public void RemoveGapsBefore(long place)
    {
        lock (_lock)
        {
            if (_gaps.Count > 0) _gaps.RemoveWhere(gap => gap < place);
        }
    }

    public bool AnyRecord(long first, long end)
    {
        lock (_lock) return _records.Overlaps(first, end);
    }

    public bool HasGap(long place)
    {
        lock (_lock) return _gaps.Contains(place);
    }
}
