using System.Diagnostics.CodeAnalysis;
using LiteDB;

namespace EdgeAppliance.Storage.Documents;

/// <summary>All documents: those of the memtables laid over those in LiteDB.</summary>
/// <param name="journal">The file with the blobs of what comes now.</param>
/// <remarks>Guarded by the store's gate. LiteDB, which may be busy with the frozen memtable, is asked only where it can hold an answer.</remarks>
internal sealed class DocumentView(LiteDocuments lite, IDiskFile journal)
{
    // By range, no key in LiteDB is higher: of what is added at the end LiteDB need not be asked.
    private readonly Dictionary<int, long> _highest = [];

    public Memtable Active { get; private set; } = new(journal);

    /// <summary>What goes into LiteDB just now.</summary>
    public Memtable? Frozen { get; private set; }

    /// <param name="next">The file with the blobs of what comes from now on.</param>
    public void Freeze(IDiskFile next)
    {
        Frozen = Active;
        Active = new Memtable(next);
        foreach (long key in Frozen.LastKeys()) _highest[KeyRanges.Of(key)] = Math.Max(Highest(KeyRanges.Of(key)), key);
    }

    /// <summary>All of the frozen memtable is in LiteDB.</summary>
    public void DropFrozen() => Frozen = null;

    public BsonDocument? Find(long key)
    {
        if (TryFindAbove(key, out var table, out var change)) return change.Head is null ? null : change.Whole(table.Journal);
        if (key > Highest(KeyRanges.Of(key))) return null;
        lock (lite.Gate) return lite.Find(key);
    }

    /// <summary>Like <see cref="Find"/>, without reading the blob.</summary>
    public bool Contains(long key)
    {
        if (TryFindAbove(key, out _, out var change)) return change.Head is not null;
        if (key > Highest(KeyRanges.Of(key))) return false;
        lock (lite.Gate) return lite.LastKey(key, key) is not null;
    }

    public void Put(long key, DocumentChange change) => Active.Set(key, change);

    public void Delete(long key)
    {
        if (Frozen?.Find(key) is not null || key <= Highest(KeyRanges.Of(key))) Active.Set(key, DocumentChange.Deletion);
        else Active.Remove(key);
    }

    /// <summary>Hands on documents in [from, to] in the order of their keys until <paramref name="onDocument"/> says that it has enough.</summary>
    /// <param name="heads">Without their blobs.</param>
    public void Scan<T>(long from, long to, bool heads, T argument, Func<BsonDocument, T, bool> onDocument)
    {
        if (from > to) return;
        if (KeyRanges.Of(from) == KeyRanges.Of(to) && from > Highest(KeyRanges.Of(from)))
        {
            Scan(null, from, to, heads, argument, onDocument);
            return;
        }
        lock (lite.Gate)
        {
            using var stored = heads ? lite.OpenHeads(from, to, Query.Ascending) : lite.Open(from, to);
            Scan(stored, from, to, heads, argument, onDocument);
        }
    }

    /// <summary>The document with the highest key in [from, to], which lie in one range, without its blob.</summary>
    public BsonDocument? LastHead(long from, long to)
    {
        BsonDocument? above = null;
        long low = from;
        for (long high = to; above is null && TryLastAbove(from, high, out long key, out var change); high = key - 1)
        {
            above = change.Head;
            if (above is not null) low = key + 1;
            if (key == from) break;
        }
        to = Math.Min(to, Highest(KeyRanges.Of(to)));
        return low <= to && LastStored(low, to) is { } stored ? stored : above;
    }

    private void Scan<T>(IBsonDataReader? stored, long from, long to, bool heads, T argument, Func<BsonDocument, T, bool> onDocument)
    {
        bool more = stored?.Read() == true;
        while (true)
        {
            bool isAbove = TryNextAbove(from, to, out long key, out var table, out var change);
            if (!isAbove && !more) return;
            long storedKey = more ? stored!.Current.AsDocument["_id"].AsInt64 : long.MaxValue;
            bool takesStored = more && (!isAbove || storedKey < key);
            if (takesStored) key = storedKey;
            var document = takesStored ? stored!.Current.AsDocument : change!.Head is null || heads ? change.Head : change.Whole(table!.Journal);
            if (more && storedKey == key) more = stored!.Read();
            if (document is not null && !onDocument(document, argument)) return;
            if (key == to) return;
            from = key + 1;
        }
    }

    private BsonDocument? LastStored(long from, long to)
    {
        lock (lite.Gate)
        {
            using var reader = lite.OpenHeads(from, to, Query.Descending);
            while (reader.Read())
                if (!TryFindAbove(reader.Current.AsDocument["_id"].AsInt64, out _, out _)) return reader.Current.AsDocument;
        }
        return null;
    }

    private bool TryFindAbove(long key, [NotNullWhen(true)] out Memtable? table, [NotNullWhen(true)] out DocumentChange? change)
    {
        table = Active;
        change = Active.Find(key);
        if (change is not null || Frozen is null) return change is not null;
        table = Frozen;
        change = Frozen.Find(key);
        return change is not null;
    }

    private bool TryNextAbove(long from, long to, out long key, out Memtable? table, out DocumentChange? change)
    {
        table = Active;
        bool found = Active.TryNext(from, to, out key, out change);
        if (Frozen is null || !Frozen.TryNext(from, to, out long frozenKey, out var frozen) || (found && key <= frozenKey)) return found;
        (key, table, change) = (frozenKey, Frozen, frozen);
        return true;
    }

    private bool TryLastAbove(long from, long to, out long key, [NotNullWhen(true)] out DocumentChange? change)
    {
        bool found = Active.TryLast(from, to, out key, out change);
        if (Frozen is null || !Frozen.TryLast(from, to, out long frozenKey, out var frozen) || (found && key >= frozenKey)) return found;
        (key, change) = (frozenKey, frozen);
        return true;
    }

    private long Highest(int range)
    {
        if (_highest.TryGetValue(range, out long known)) return known;
        lock (lite.Gate) known = lite.LastKey(KeyRanges.First(range), KeyRanges.Last(range)) ?? KeyRanges.First(range) - 1;
        return _highest[range] = known;
    }
}
