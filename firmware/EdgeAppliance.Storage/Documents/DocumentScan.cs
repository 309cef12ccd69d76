using System.Buffers.Binary;
using LiteDB;

namespace EdgeAppliance.Storage.Documents;

/// <summary>Finds the documents of a store that LiteDB may not be able to open, page by page, without its indexes.</summary>
internal sealed class DocumentScan(PageImage image)
{
    private static readonly byte[] _keyField = [0x12, (byte)'_', (byte)'i', (byte)'d', 0];

    private readonly byte[] _page = new byte[LitePage.Bytes];
    private readonly List<(long Key, long Place)> _found = [];
    private long _nextPage;
    private IReadOnlyDictionary<long, BsonDocument?> _laid = new Dictionary<long, BsonDocument?>();
    private bool _sorted;

    /// <summary>False where a page that was looked at is not what LiteDB wrote.</summary>
    public bool IsWhole { get; private set; } = image.IsWhole;

    public long Pages => image.Pages;

    /// <summary>Looks at some more pages.</summary>
    /// <returns>False once all are looked at.</returns>
    public bool Advance(int pages)
    {
        long end = Math.Min(image.Pages, _nextPage + pages);
        for (; _nextPage < end; _nextPage++) Look(_nextPage);
        return _nextPage < image.Pages;
    }

    /// <summary>Lays newer changes over what was found.</summary>
    public void Lay(IReadOnlyDictionary<long, BsonDocument?> changes)
    {
        _laid = changes;
        _found.RemoveAll(found => changes.ContainsKey(found.Key));
        foreach (var (key, document) in changes)
            if (document is not null) _found.Add((key, long.MaxValue));
        _sorted = false;
    }

    /// <summary>Keys found in [first, last], in order.</summary>
    public IEnumerable<long> Keys(long first, long last)
    {
        Sort();
        int at = _found.BinarySearch((first, long.MinValue));
        long before = long.MinValue;
        for (at = at < 0 ? ~at : at; at < _found.Count && _found[at].Key <= last; at++)
        {
            if (_found[at].Key != before) yield return _found[at].Key;
            before = _found[at].Key;
        }
    }

    /// <returns>The lowest key found that is at least that, or null.</returns>
    public long? FirstKey(long from)
    {
        foreach (long key in Keys(from, long.MaxValue)) return key;
        return null;
    }

    /// <summary>The first bytes behind a pattern, wherever pages hold both.</summary>
    public IEnumerable<byte[]> Behind(byte[] pattern, int bytes)
    {
        var page = new byte[LitePage.Bytes];
        for (long number = 0; number < image.Pages; number++)
        {
            if (!image.TryRead(number, page)) continue;
            int at = page.AsSpan().IndexOf(pattern) + pattern.Length;
            if (at >= pattern.Length && at + bytes <= page.Length) yield return page[at..(at + bytes)];
        }
    }

    /// <returns>The document, or null where there is none that is whole.</returns>
    public BsonDocument? Find(long key)
    {
        if (_laid.TryGetValue(key, out var laid)) return laid;
        foreach (byte[] bytes in Copies(key))
            if (Parse(bytes) is { } document) return document;
        return null;
    }

    /// <summary>The bytes of a document as far as its chain of blocks goes; of several where a stale one is left.</summary>
    public IEnumerable<byte[]> Copies(long key)
    {
        Sort();
        int at = _found.BinarySearch((key, long.MinValue));
        for (at = at < 0 ? ~at : at; at < _found.Count && _found[at].Key == key; at++)
            yield return _laid.TryGetValue(key, out var laid) ? BsonSerializer.Serialize(laid) : Bytes(_found[at].Place);
    }

    public static BsonDocument? Parse(byte[] bytes)
    {
        if (bytes.Length < 4 || BinaryPrimitives.ReadInt32LittleEndian(bytes) != bytes.Length) return null;
        try
        {
            return BsonSerializer.Deserialize(bytes);
        }
        catch (Exception)
        {
            // LiteDB reports bytes that are no document by whatever they lead it into.
            return null;
        }
    }

    private void Sort()
    {
        if (!_sorted) _found.Sort();
        _sorted = true;
    }

    private void Look(long number)
    {
        if (!image.TryRead(number, _page) || !LitePage.IsSane(_page, number))
        {
            IsWhole = false;
            return;
        }
        // A file that was cut short between two pages shows nowhere else.
        if (number == 0) IsWhole &= LitePage.Last(_page) < image.Pages;
        if (!LitePage.IsData(_page)) return;
        for (int slot = 0; slot < LitePage.Slots(_page); slot++)
        {
            if (!LitePage.TryBlock(_page, slot, out var block)) IsWhole = false;
            else if (!block.IsEmpty && !LitePage.IsContinued(block)) Add(block[LitePage.BlockHeaderBytes..], number * 256 + slot);
        }
    }

    /// <summary>The key is each document's first field: i32 length, type 0x12 and name of the field, i64.</summary>
    private void Add(ReadOnlySpan<byte> start, long place)
    {
        const int KeyAt = 9;
        if (start.Length < KeyAt + sizeof(long) || !start[4..KeyAt].SequenceEqual(_keyField)) IsWhole = false;
        else _found.Add((BinaryPrimitives.ReadInt64LittleEndian(start[KeyAt..]), place));
    }

    private byte[] Bytes(long place)
    {
        var bytes = new MemoryStream();
        long length = 4;
        var (page, slot) = ((uint)(place / 256), (byte)(place % 256));
        for (bool first = true; page != LitePage.NoPage && bytes.Length < length; first = false)
        {
            if (!image.TryRead(page, _page) || !LitePage.IsSane(_page, page) || !LitePage.IsData(_page)) break;
            if (!LitePage.TryBlock(_page, slot, out var block) || block.IsEmpty || LitePage.IsContinued(block) == first) break;
            bytes.Write(block[LitePage.BlockHeaderBytes..]);
            if (first) length = Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(block[LitePage.BlockHeaderBytes..]), 4, JournalChanges.DocumentBytesMax);
            (page, slot) = LitePage.Next(block);
        }
        return bytes.ToArray();
    }
}
