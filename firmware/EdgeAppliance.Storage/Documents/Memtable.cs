using System.Diagnostics.CodeAnalysis;

namespace EdgeAppliance.Storage.Documents;

/// <summary>Documents and deletions that are in the journal and not in LiteDB yet, by key. What is deleted before it came into LiteDB
/// leaves nothing behind.</summary>
/// <param name="journal">The file with the blobs.</param>
/// <remarks>Guarded by the store's gate; a frozen one does not change any more.</remarks>
internal sealed class Memtable(IDiskFile journal)
{
    // By the upper bits of the key: what is added at one range's end is not moved when another range changes.
    private readonly SortedList<int, SortedList<long, DocumentChange>> _ranges = [];

    /// <summary>What it takes of memory, in bytes, about.</summary>
    public long Bytes { get; private set; }

    public IDiskFile Journal => journal;

    public DocumentChange? Find(long key) => _ranges.TryGetValue(KeyRanges.Of(key), out var range) && range.TryGetValue(key, out var change) ? change : null;

    public void Set(long key, DocumentChange change)
    {
        if (!_ranges.TryGetValue(KeyRanges.Of(key), out var range)) _ranges.Add(KeyRanges.Of(key), range = []);
        int at = range.IndexOfKey(key);
        if (at >= 0) Bytes -= range.GetValueAtIndex(at).Bytes;
        if (at >= 0) range.SetValueAtIndex(at, change);
        else range.Add(key, change);
        Bytes += change.Bytes;
    }

    public void Remove(long key)
    {
        if (!_ranges.TryGetValue(KeyRanges.Of(key), out var range) || !range.Remove(key, out var change)) return;
        Bytes -= change.Bytes;
    }

    /// <summary>The journal has the change's blob at that place.</summary>
    public void Settle(DocumentChange change, long blobAt)
    {
        bool isHeld = ReferenceEquals(Find(change.Head!["_id"].AsInt64), change);
        int freed = change.Settle(blobAt);
        if (isHeld) Bytes -= freed;
    }

    /// <summary>The first change in [from, to].</summary>
    public bool TryNext(long from, long to, out long key, [NotNullWhen(true)] out DocumentChange? change)
    {
        (key, change) = (0, null);
        for (int i = IndexOf(_ranges.Keys, KeyRanges.Of(from)); i < _ranges.Count && _ranges.GetKeyAtIndex(i) <= KeyRanges.Of(to); i++)
        {
            var range = _ranges.GetValueAtIndex(i);
            int at = IndexOf(range.Keys, from);
            if (at == range.Count) continue;
            if (range.GetKeyAtIndex(at) > to) return false;
            (key, change) = (range.GetKeyAtIndex(at), range.GetValueAtIndex(at));
            return true;
        }
        return false;
    }

    /// <summary>The last change in [from, to], which lie in one range.</summary>
    public bool TryLast(long from, long to, out long key, [NotNullWhen(true)] out DocumentChange? change)
    {
        (key, change) = (0, null);
        if (!_ranges.TryGetValue(KeyRanges.Of(to), out var range)) return false;
        int at = (to == long.MaxValue ? range.Count : IndexOf(range.Keys, to + 1)) - 1;
        if (at < 0 || range.GetKeyAtIndex(at) < from) return false;
        (key, change) = (range.GetKeyAtIndex(at), range.GetValueAtIndex(at));
        return true;
    }

    /// <summary>The last key of each range.</summary>
    public IEnumerable<long> LastKeys()
    {
        foreach (var range in _ranges.Values)
            if (range.Count > 0) yield return range.GetKeyAtIndex(range.Count - 1);
    }

    /// <summary>What LiteDB must be told, range by range.</summary>
    public IEnumerable<(long Key, DocumentChange Change)> Changes()
    {
        foreach (var range in _ranges.Values)
            foreach (var (key, change) in range) yield return (key, change);
    }

    /// <returns>Of the first key that is not lower.</returns>
    private static int IndexOf<TKey>(IList<TKey> keys, TKey key) where TKey : IComparable<TKey>
    {
        int low = 0;
        for (int high = keys.Count; low < high;)
        {
            int middle = (low + high) / 2;
            if (keys[middle].CompareTo(key) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
