namespace EdgeAppliance.Demo.Cloud;

/// <summary>The sequences of one stream that came; they count from 1.</summary>
internal sealed class StreamLedger
{
    private readonly HashSet<long> _holes = [];

    public long Highest { get; private set; }

    public long Missing => _holes.Count;

    public long Count => Highest - _holes.Count;

    public Arrival Add(long sequence)
    {
        if (sequence <= Highest) return _holes.Remove(sequence) ? Arrival.Late : Arrival.Again;
        for (long hole = Highest + 1; hole < sequence; hole++) _holes.Add(hole);
        Highest = sequence;
        return Arrival.Next;
    }
}
