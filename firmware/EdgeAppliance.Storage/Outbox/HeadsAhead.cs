namespace EdgeAppliance.Storage.Outbox;

/// <summary>The heads of a range's first documents, read ahead, so that a queue that is worked off asks LiteDB once for many.</summary>
internal sealed class HeadsAhead
{
    public const int CountMax = 64;

    private readonly Queue<DocumentHead> _heads = new();

    /// <summary>Every document that begins before this place and is there is here.</summary>
    public long To { get; private set; }

    /// <summary>True where all that is asked for, or as much as it can hold, is here.</summary>
    public bool Has(long end, int countMax) => end <= To || _heads.Count >= Math.Min(countMax, CountMax);

    public void Clear()
    {
        _heads.Clear();
        To = 0;
    }

    /// <param name="heads">The first documents of the range, in order.</param>
    /// <param name="to">No other begins before this place.</param>
    public void Fill(List<DocumentHead> heads, long to)
    {
        _heads.Clear();
        foreach (var head in heads) _heads.Enqueue(head);
        To = to;
    }

    /// <summary>Adds those that begin before <paramref name="end"/>.</summary>
    public void CopyTo(List<DocumentHead> found, long end, int countMax)
    {
        foreach (var head in _heads)
        {
            if (head.First >= end || countMax-- == 0) return;
            found.Add(head);
        }
    }

    public void OnAdded(DocumentHead head)
    {
        if (head.First < To) Clear();
        else if (head.First == To && _heads.Count < CountMax)
        {
            _heads.Enqueue(head);
            To = head.End;
        }
    }

    public void OnDeleted(DocumentHead head)
    {
        if (_heads.TryPeek(out var first) && first.First == head.First) _heads.Dequeue();
        else if (head.First < To) Clear();
    }
}
