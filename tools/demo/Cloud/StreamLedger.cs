namespace EdgeAppliance.Demo.Cloud;

/// <summary>The sequences of one stream that came; they count from 1, and may go on far ahead.</summary>
internal sealed class StreamLedger
{
    // Ranges that did not come, both ends included, in order and apart: a new epoch leaves a hole that no list of numbers can hold.
    private readonly List<(long First, long Last)> _holes = [];

    public long Highest { get; private set; }

    public long Missing { get; private set; }

    public long Count => Highest - Missing;

    public Arrival Add(long sequence)
    {
        if (sequence <= Highest) return TryFill(sequence) ? Arrival.Late : Arrival.Again;
        if (sequence > Highest + 1)
        {
            _holes.Add((Highest + 1, sequence - 1));
            Missing += sequence - 1 - Highest;
        }
        Highest = sequence;
        return Arrival.Next;
    }

    private bool TryFill(long sequence)
    {
        int at = _holes.FindIndex(hole => sequence >= hole.First && sequence <= hole.Last);
        if (at < 0) return false;
        var (first, last) = _holes[at];
        _holes.RemoveAt(at);
        if (sequence < last) _holes.Insert(at, (sequence + 1, last));
        if (sequence > first) _holes.Insert(at, (first, sequence - 1));
        Missing--;
        return true;
    }
}
