using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;
using LiteDB;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>One numbered range of documents, added at its end and deleted whole. How many there are is known without counting them:
/// each says what was added up to it, and the mark says what was deleted.</summary>
/// <param name="lane">Written into each document, so that where the directory is lost it is known whose they are.</param>
/// <remarks>Owned by the store's thread; after a failed transaction it is loaded again.</remarks>
internal sealed class DocumentRange(int number, Lane? lane = null)
{
    private const int DocumentOverhead = 128;

    private readonly HeadsAhead _ahead = new();
    private long _bytesAdded;
    private long _bytesDeleted;
    private long _countAdded;
    private long _countDeleted;

    public int Number => number;

    /// <summary>Nothing lies before this place.</summary>
    public long First { get; set; } = 1;

    /// <summary>No document begins before this place. Documents go at the front, and those that LiteDB has yet to delete are passed over
    /// one by one.</summary>
    public long Lowest { get; private set; } = 1;

    /// <summary>The place that is given next.</summary>
    public long End { get; set; } = 1;

    /// <summary>Of the document that was last when the range was loaded.</summary>
    public long OrderLoaded { get; private set; }

    public long Bytes => _bytesAdded - _bytesDeleted;

    public long CountAdded => _countAdded;

    public long Count => _countAdded - _countDeleted;

    /// <summary>What a document with a blob of that size is counted as: LiteDB spends up to a hundredth on page headers.</summary>
    public static int Cost(int blobBytes) => blobBytes + blobBytes / 100 + DocumentOverhead;

    /// <returns>The range's mark, for what its owner keeps in it, or null where there is none.</returns>
    public BsonDocument? Load(StoreTransaction work)
    {
        var mark = work.Find(DocumentKeys.Of(number, 0));
        Lowest = 1;
        _ahead.Clear();
        First = mark?["f"].AsInt64 ?? 1;
        End = mark?["l"].AsInt64 ?? 1;
        _bytesAdded = mark?["t"].AsInt64 ?? 0;
        _countAdded = mark?["c"].AsInt64 ?? 0;
        _bytesDeleted = mark?["u"].AsInt64 ?? 0;
        _countDeleted = mark?["d"].AsInt64 ?? 0;
        if (LastHead(work, long.MaxValue) is not { } last) return mark;
        OrderLoaded = last.Order;
        if (last.End <= End) return mark;
        (End, _bytesAdded, _countAdded) = (last.End, last.BytesTo, last.CountTo);
        return mark;
    }

    public DocumentHead Add(StoreTransaction work, DocumentHead head, byte[] blob)
    {
        _bytesAdded += Cost(blob.Length);
        _countAdded += head.Count;
        head = head with { Bytes = Cost(blob.Length), BytesTo = _bytesAdded, CountTo = _countAdded };
        work.Insert(head.ToDocument(number, lane, blob));
        End = Math.Max(End, head.End);
        Lowest = Math.Min(Lowest, head.First);
        _ahead.OnAdded(head);
        return head;
    }

    /// <param name="head">Found in this transaction.</param>
    /// <param name="count">Records of it that were not counted as deleted before.</param>
    public void Delete(StoreTransaction work, DocumentHead head, int count)
    {
        work.DeleteFound(DocumentKeys.Of(number, head.First));
        if (head.First == Lowest) Lowest = head.End;
        _ahead.OnDeleted(head);
        _bytesDeleted += head.Bytes;
        _countDeleted += count;
    }

    /// <summary>Records of a document that stays because others of it do.</summary>
    public void CountDeleted(int count) => _countDeleted += count;

    public void SaveMark(StoreTransaction work, byte[] owners)
    {
        var mark = Mark(owners);
        if (lane is { } own) DocumentHead.Name(mark, own);
        work.Put(mark);
    }

    /// <summary>The last document that begins at or before a place.</summary>
    public DocumentHead? LastHead(StoreTransaction work, long place)
    {
        long to = place == long.MaxValue ? DocumentKeys.End(number) : DocumentKeys.Of(number, place);
        return work.LastHead(DocumentKeys.Of(number, Lowest), to) is { } found ? DocumentHead.Of(found) : null;
    }

    /// <summary>Adds to <paramref name="found"/> documents that begin in [first, end).</summary>
    public void Heads(StoreTransaction work, long first, long end, int countMax, List<DocumentHead> found)
    {
        if (first <= Lowest && !_ahead.Has(end, countMax)) ReadAhead(work);
        if (first > Lowest) Scan(work, first, end, countMax, found);
        else if (end <= _ahead.To || countMax <= HeadsAhead.CountMax) _ahead.CopyTo(found, end, countMax);
        else Scan(work, Lowest, end, countMax, found);
    }

    private void ReadAhead(StoreTransaction work)
    {
        var heads = new List<DocumentHead>();
        Scan(work, Lowest, End, HeadsAhead.CountMax, heads);
        if (heads.Count > 0) Lowest = heads[0].First;
        _ahead.Fill(heads, heads.Count == HeadsAhead.CountMax ? heads[^1].End : End);
    }

    private void Scan(StoreTransaction work, long first, long end, int countMax, List<DocumentHead> found)
    {
        if (first >= end) return;
        work.ScanHeads(DocumentKeys.Of(number, first), DocumentKeys.Of(number, end - 1), (found, found.Count + (long)countMax), static (document, to) =>
        {
            to.found.Add(DocumentHead.Of(document));
            return to.found.Count < to.Item2;
        });
    }

    private BsonDocument Mark(byte[] owners) => new()
    {
        ["_id"] = DocumentKeys.Of(number, 0),
        ["f"] = First,
        ["l"] = End,
        ["t"] = _bytesAdded,
        ["c"] = _countAdded,
        ["u"] = _bytesDeleted,
        ["d"] = _countDeleted,
        ["o"] = owners,
    };
}
