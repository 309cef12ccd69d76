using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;
using LiteDB;

namespace EdgeAppliance.Storage.Outbox.Salvage;

/// <summary>What is left of a damaged store. It must be looked through with <see cref="Advance"/> before anything is asked of it.</summary>
/// <remarks>The store's thread's.</remarks>
internal sealed class OldStore : IDisposable
{
    private const int KeyCheckBytes = 64;

    // The directory's field as BSON: type binary, name, length, subtype.
    private static readonly byte[] _keyCheckField = [5, (byte)'k', (byte)'e', (byte)'y', 0, KeyCheckBytes, 0, 0, 0, 0];

    private readonly PageImage _image;
    private readonly JournalImage _journal;
    private readonly DocumentScan _scan;
    private readonly StoreKey _key;
    private readonly Dictionary<int, Lane> _lanes = [];
    private readonly Dictionary<int, string> _pipelines = [];

    /// <exception cref="IOException">The disk failed.</exception>
    public OldStore(IDisk disk, StoreFileNames files, StoreKey key)
    {
        _image = new PageImage(disk, files.Data, files.Log);
        _journal = new JournalImage(disk, files);
        _scan = new DocumentScan(_image);
        _key = key;
    }

    public BlobSeal Seal { get; } = new();

    /// <summary>Lanes by the number of their range.</summary>
    public IReadOnlyDictionary<int, Lane> Lanes => _lanes;

    public IReadOnlyDictionary<int, string> Pipelines => _pipelines;

    /// <summary>What it numbered unknown pipelines' records from, having been damaged before; else 0.</summary>
    public long NumbersFrom { get; private set; }

    /// <summary>False where something is known to be missing.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Looks at some more pages.</summary>
    /// <returns>False once all are looked at and it is known whose the documents are.</returns>
    public bool Advance(int pages)
    {
        if (_scan.Advance(pages)) return true;
        IsWhole = _scan.IsWhole && _journal.IsWhole;
        _scan.Lay(_journal.Changes);
        TakeDirectory();
        TakeNames();
        return false;
    }

    public BsonDocument? Find(int range, long place) => _scan.Find(DocumentKeys.Of(range, place));

    /// <summary>Places of a range at which documents begin, its mark left out, in order.</summary>
    public IEnumerable<long> Places(int range) => _scan.Keys(DocumentKeys.Of(range, 1), DocumentKeys.End(range)).Select(DocumentKeys.Place);

    /// <returns>The content of a document's blob where it is what was written.</returns>
    public ReadOnlyMemory<byte>? Content(BsonDocument document)
    {
        if (document["b"].IsBinary && Seal.TryUnwrap(document["_id"].AsInt64, document["b"].AsBinary, out var content)) return content;
        return null;
    }

    /// <summary>A document's bytes as far as they can be found.</summary>
    public IEnumerable<byte[]> Remains(int range, long place) => _scan.Copies(DocumentKeys.Of(range, place));

    public void Dispose()
    {
        _image.Dispose();
        Seal.Dispose();
    }

    private void TakeDirectory()
    {
        var directory = new StoreDirectory();
        var stored = _scan.Find(DocumentKeys.Directory);
        try
        {
            directory.Load(stored);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Bits of it are changed; it cannot be foreseen what LiteDB makes of that.
            stored = null;
        }
        IsWhole &= stored is not null;
        if (stored is null)
        {
            foreach (byte[] check in _scan.Behind(_keyCheckField, KeyCheckBytes))
                if (_key.TryUnlock(check, Seal)) break;
            return;
        }
        if (directory.KeyCheck is { } known) IsWhole &= _key.TryUnlock(known, Seal);
        NumbersFrom = directory.NumbersFrom;
        foreach (var (lane, range) in directory.Lanes) _lanes[range] = lane;
        foreach (var (pipeline, range) in directory.Pipelines) _pipelines[range] = pipeline;
    }

    /// <summary>Documents say whose they are, so that the directory need not be there.</summary>
    private void TakeNames()
    {
        int range = DocumentKeys.RangeFirst;
        while (_scan.FirstKey(DocumentKeys.Of(range, 0)) is { } key)
        {
            range = DocumentKeys.RangeOf(key);
            if (range >= DocumentKeys.RangesMax) break;
            if (!_lanes.ContainsKey(range) && !_pipelines.ContainsKey(range)) TakeName(range);
            range++;
        }
    }

    private void TakeName(int range)
    {
        IsWhole = false;
        foreach (long place in Places(range).Prepend(0))
        {
            if (Find(range, place) is not { } document) continue;
            if (DocumentHead.LaneOf(document) is { } lane) _lanes[range] = lane;
            else if (document["of"].IsString) _pipelines[range] = document["of"].AsString;
            else continue;
            return;
        }
    }
}
