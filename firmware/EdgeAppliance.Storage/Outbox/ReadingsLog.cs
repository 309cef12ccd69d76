using EdgeAppliance.Core.Readings;
using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>The readings that pipelines may still need, in documents of many batches each.</summary>
/// <remarks>The store's thread's; <see cref="View"/> is anyone's.</remarks>
internal sealed class ReadingsLog(BlobSeal seal)
{
    /// <summary>Blobs stay below the size at which the runtime collects them only with everything else, but where one reading alone has more bytes beside it.</summary>
    private const int BlobBytesMax = 64 << 10;
    private const int TrimAtOnce = 64;

    private readonly DocumentRange _range = new(DocumentKeys.Readings);
    private readonly ReadingPacker _packer = new();
    private readonly List<DocumentHead> _heads = [];

    // Of the document that is being packed: positions [first, end).
    private long _packedFirst;
    private long _packedEnd;
    private int _packedRows;

    private long _trimmedTo;

    private volatile ReadingsView _view = new(0, 0, 0, 0, 0);
    private long _trimmed;

    /// <summary>The position that is given next.</summary>
    public long NextPosition { get; private set; }

    /// <summary>Readings ever stored.</summary>
    public long CountAdded => _range.CountAdded;

    public ReadingsView View => _view;

    public long Bytes => _range.Bytes + _packer.Length;

    public void Load(StoreTransaction work)
    {
        _range.Load(work);
        _packer.Clear();
        _packedRows = 0;
        _trimmedTo = 0;
        Skip(_range.End - 1);
    }

    /// <summary>No position before this one is given any more.</summary>
    public void Skip(long position) => NextPosition = Math.Max(NextPosition, position);

    /// <summary>Gives the batch its positions.</summary>
    public void Place(ReadingBatch batch)
    {
        batch.FirstPosition = NextPosition;
        NextPosition += batch.Count;
    }

    public void Add(StoreTransaction work, ReadingBatch batch)
    {
        for (int row = 0; row < batch.Count;)
        {
            var (rows, bytes) = RowsAtOnce(batch, row);
            if (_packer.Length > 0 && _packer.Length + bytes > BlobBytesMax) Flush(work);
            if (_packedRows == 0) _packedFirst = batch.FirstPosition + row;
            _packer.Add(batch, row, rows);
            _packedRows += rows;
            row += rows;
            _packedEnd = batch.FirstPosition + row;
        }
    }

    /// <summary>As many rows as fit into one document, one at least.</summary>
    private static (int Rows, int Bytes) RowsAtOnce(ReadingBatch batch, int first)
    {
        int rows = 0, bytes = 0;
        if (batch.BlobBytes == 0)
        {
            rows = Math.Min(batch.Count - first, Math.Max(1, BlobBytesMax / ReadingPacker.RowBytes(batch)));
            return (rows, rows * ReadingPacker.RowBytes(batch));
        }
        do bytes += ReadingPacker.RowBytes(batch, first + rows++);
        while (first + rows < batch.Count && bytes + ReadingPacker.RowBytes(batch, first + rows) <= BlobBytesMax);
        return (rows, bytes);
    }

    public void Flush(StoreTransaction work)
    {
        if (_packedRows == 0) return;
        var head = new DocumentHead(_packedFirst + 1, _packedEnd + 1, _packedRows, 0, 0, 0);
        _range.Add(work, head, seal.Wrap(DocumentKeys.Of(DocumentKeys.Readings, head.First), _packer.Packed));
        _packer.Clear();
        _packedRows = 0;
    }

    /// <summary>Deletes documents whose every position is before <paramref name="position"/>.</summary>
    /// <returns>True where there may be more of them.</returns>
    public bool Trim(StoreTransaction work, long position)
    {
        if (position <= _trimmedTo || _range.First > position || _range.Count == 0) return false;
        _heads.Clear();
        _range.Heads(work, _range.First, position + 1, TrimAtOnce, _heads);
        int deleted = 0;
        foreach (var head in _heads)
        {
            if (head.End > position + 1) break;
            _range.Delete(work, head, head.Count);
            _range.First = head.End;
            _trimmed += head.Count;
            deleted++;
        }
        if (deleted > 0) _range.SaveMark(work, []);
        if (deleted < TrimAtOnce) _trimmedTo = position;
        return deleted == TrimAtOnce;
    }

    /// <summary>What is in the documents is on stable storage now.</summary>
    public void Publish() => _view = new ReadingsView(_range.End - 1, NextPosition, _range.Count, _range.Bytes, _trimmed);
}
