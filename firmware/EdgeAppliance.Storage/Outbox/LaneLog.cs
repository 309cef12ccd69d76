using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>One lane's records. A document's own place stays free: should the document be dropped, what tells of that goes there, so
/// that the acknowledgement of a record can never be taken for that of the gap it left.</summary>
/// <remarks>The store's thread's; <see cref="View"/> is anyone's.</remarks>
internal sealed class LaneLog(Lane lane, BlobSeal seal)
{
    public const int RecordsMax = 256;
    public const int BlobBytesMax = 64 << 10;

    private readonly RecordPacker _packer = new();
    private readonly PlaceSpans _acknowledged = new();
    private readonly List<DocumentHead> _heads = [];
    private DocumentRange? _range;
    private bool _markIsStale;

    // Readers forget what they have read ahead whenever it changes: documents behind the first are gone or replaced.
    private long _version;

    private volatile LaneView _view = LaneView.Empty;

    public Lane Lane => lane;

    public LaneView View => _view;

    /// <summary>The range's number, or 0 where the lane has none yet.</summary>
    public int Number => _range?.Number ?? 0;

    public long Bytes => _range?.Bytes ?? 0;

    public void Load(StoreTransaction work, int number)
    {
        Reset();
        _range = new DocumentRange(number);
        _acknowledged.Load(_range.Load(work)?["o"].AsBinary);
    }

    /// <summary>Forgets what a failed transaction has left here.</summary>
    public void Reset()
    {
        _packer.Clear();
        _acknowledged.Load(null);
        _range = null;
        _markIsStale = false;
    }

    public void Begin(int number) => _range = new DocumentRange(number);

    public void Add(LaneAppend append) => _packer.Add(append.Packed.Span, append.Count);

    /// <returns>True where records were added.</returns>
    public bool Flush(StoreTransaction work)
    {
        bool added = _packer.Length > 0;
        for (int offset = 0; offset < _packer.Length;)
        {
            var (records, bytes) = _packer.Cut(offset, RecordsMax, BlobBytesMax);
            long slot = _range!.End;
            var blob = seal.Wrap(DocumentKeys.Of(Number, slot), _packer.Packed.Slice(offset, bytes));
            _range.Add(work, new DocumentHead(slot, slot + 1 + records, records, 0, 0, 0), blob);
            offset += bytes;
        }
        _packer.Clear();
        if (_markIsStale) _range!.SaveMark(work, _acknowledged.ToBytes());
        _markIsStale = false;
        return added;
    }

    /// <summary>Deletes documents that lie in [first, end) with every record that is not acknowledged yet, and remembers of the others which are.</summary>
    public void Acknowledge(StoreTransaction work, long first, long end)
    {
        if (_range is null) return;
        first = Math.Max(first, _range.First);
        end = Math.Min(end, _range.End);
        if (first >= end) return;
        _heads.Clear();
        if (_range.LastHead(work, first) is { } before && before.End > first) _heads.Add(before);
        // A document's own place holds no record, so that its first record is its beginning.
        if (_heads.Count > 0 && first == _heads[0].First + 1) first--;
        _range.Heads(work, _heads.Count > 0 ? _heads[0].End : first, end, int.MaxValue, _heads);
        foreach (var head in _heads) Acknowledge(work, head, Math.Max(first, head.First), Math.Min(end, head.End));
        if (first <= _range.First) _range.First = end;
        else _version++;
        if (_range.Count == 0) _range.First = _range.End;
        _markIsStale = true;
    }

    /// <summary>Deletes every record; the lane stays, so that its places are not given again.</summary>
    public void Drop(StoreTransaction work)
    {
        if (_range is null) return;
        _packer.Clear();
        _heads.Clear();
        _range.Heads(work, _range.First, _range.End, int.MaxValue, _heads);
        if (_range.LastHead(work, _range.First) is { } before && before.End > _range.First && before.First < _range.First) _heads.Add(before);
        foreach (var head in _heads) _range.Delete(work, head, 0);
        _range.CountDeleted((int)_range.Count);
        _range.First = _range.End;
        _version++;
        _acknowledged.Load(null);
        _markIsStale = true;
    }

    public void Publish() => _view = _range is null
        ? LaneView.Empty
        : new LaneView(_range.First, _range.End, _range.Count, _range.Bytes, _acknowledged.ToArray()) { Version = _version };

    private void Acknowledge(StoreTransaction work, DocumentHead head, long first, long end)
    {
        // The slot holds no record unless it is the document's only place.
        long records = head.IsGap ? head.First : head.First + 1;
        first = Math.Max(first, records);
        if (first >= end) return;
        int missing = (int)_acknowledged.Missing(first, end);
        if (head.IsGap || missing == _acknowledged.Missing(records, head.End))
        {
            _range!.Delete(work, head, head.IsGap ? head.Count : missing);
            _acknowledged.Remove(head.First, head.End);
            return;
        }
        _acknowledged.Add(first, end);
        _range!.CountDeleted(missing);
    }
}
