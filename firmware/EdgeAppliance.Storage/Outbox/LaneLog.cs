using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox.Limits;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>One lane's records, in documents of many. Where documents are dropped, a document with gap records takes the last place of
/// the last of them, so that whoever reads the lane in order meets it before what comes behind.</summary>
/// <remarks>The store's thread's; <see cref="View"/> and <see cref="HandedOut"/> are anyone's.</remarks>
internal sealed class LaneLog(Lane lane, BlobSeal seal)
{
    public const int RecordsMax = 256;
    public const int BlobBytesMax = 64 << 10;
    private const int DeleteAtOnce = 64;

    /// <summary>So many documents from the first one on are looked at for one to drop; readers seldom have more.</summary>
    private const int LookAtMax = 8;

    private readonly RecordPacker _packer = new();
    private readonly PlaceSpans _acknowledged = new();
    private readonly List<DocumentHead> _heads = [];
    private readonly GapRecords _gap = new();
    private DocumentRange? _range;
    private bool _markIsStale;
    private long _dropped;
    private long _gaps;

    // Readers forget what they have read ahead whenever it changes: documents behind the first are gone or replaced.
    private long _version;

    private volatile LaneView _view = LaneView.Empty;
    private bool _seemsEmpty;
    private long _droppedInAll;
    private long _gapsInAll;

    public Lane Lane => lane;

    public LaneView View => _view;

    public HandedOut HandedOut { get; } = new();

    /// <summary>Records dropped since the start; any thread.</summary>
    public long Dropped => Volatile.Read(ref _droppedInAll);

    /// <summary>Gap records begun since the start; any thread.</summary>
    public long Gaps => Volatile.Read(ref _gapsInAll);

    /// <summary>The range's number, or 0 where the lane has none yet.</summary>
    public int Number => _range?.Number ?? 0;

    /// <summary>What is stored, and what <see cref="Flush"/> will add.</summary>
    public long Bytes => (_range?.Bytes ?? 0) + _packer.Length;

    /// <summary>The newest document's number of transaction, when the lane was loaded.</summary>
    public long OrderLoaded => _range?.OrderLoaded ?? 0;

    /// <summary>True where <see cref="DeleteLeft"/> has something to do.</summary>
    public bool HasLeft { get; private set; }

    public void Load(StoreTransaction work, int number)
    {
        Reset();
        _range = new DocumentRange(number, lane);
        _version++;
        _acknowledged.Load(_range.Load(work)?["o"].AsBinary);
        HasLeft = true;
    }

    /// <summary>Forgets what a failed transaction has left here.</summary>
    public void Reset()
    {
        _packer.Clear();
        _acknowledged.Clear();
        _range = null;
        _markIsStale = false;
        HasLeft = false;
        _dropped = _gaps = 0;
    }

    /// <summary>Any thread: nothing was found where records are counted.</summary>
    public bool SeemsEmpty { get => Volatile.Read(ref _seemsEmpty); set => Volatile.Write(ref _seemsEmpty, value); }

    /// <summary>While records of a damaged store are being put back before those that come in, readers see none.</summary>
    public bool IsHidden { get; set; }

    /// <summary>Nothing lies before this place.</summary>
    public long First => _range?.First ?? 1;

    public void Begin(int number) => _range = new DocumentRange(number, lane);

    public void Add(LaneAppend append) => _packer.Add(append.Packed);

    /// <summary>Writes what was added, all with the transaction's number.</summary>
    public void Flush(StoreTransaction work, long order)
    {
        for (int offset = 0; offset < _packer.Length;)
        {
            var (records, bytes) = _packer.Cut(offset, RecordsMax, BlobBytesMax);
            long first = _range!.End;
            var blob = seal.Wrap(DocumentKeys.Of(Number, first), _packer.Packed.Slice(offset, bytes));
            _range.Add(work, new DocumentHead(first, first + records, records, 0, 0, 0) { Order = order }, blob);
            offset += bytes;
        }
        _packer.Clear();
    }

    /// <summary>Puts a document back at the place that it had in a damaged store.</summary>
    /// <param name="areAcknowledgedKnown">False where its records may have had other places: then none counts as acknowledged.</param>
    /// <returns>The records of it that are not acknowledged; 0 where it is there already or needed no more.</returns>
    public int Restore(StoreTransaction work, DocumentHead head, ReadOnlySpan<byte> content, bool areAcknowledgedKnown)
    {
        if (_range is null || head.End <= _range.First) return 0;
        if (_range.LastHead(work, head.First) is { } there && there.End > head.First) return 0;
        if (!areAcknowledgedKnown) _acknowledged.Remove(head.First, head.End);
        int missing = head.IsGap ? head.Count : (int)_acknowledged.Missing(Math.Max(head.First, _range.First), head.End);
        if (missing == 0) return 0;
        _range.Add(work, head, seal.Wrap(DocumentKeys.Of(Number, head.First), content));
        _range.CountDeleted(head.Count - missing);
        _markIsStale = true;
        _version++;
        return missing;
    }

    public void FlushMark(StoreTransaction work)
    {
        if (_markIsStale) _range!.SaveMark(work, _acknowledged.ToBytes());
        _markIsStale = false;
    }

    /// <summary>Deletes documents that lie in [first, end) with every record that is not acknowledged yet, and remembers of the others which
    /// are. A gap that nobody was given stays.</summary>
    public void Acknowledge(StoreTransaction work, long first, long end)
    {
        if (_range is null) return;
        first = Math.Max(first, _range.First);
        end = Math.Min(end, _range.End);
        if (first >= end) return;
        HandedOut.RemoveRecords(first, end);
        _heads.Clear();
        if (first > _range.Lowest && _range.LastHead(work, first) is { } before && before.End > first) _heads.Add(before);
        _range.Heads(work, _heads.Count > 0 ? _heads[0].End : first, end, int.MaxValue, _heads);
        long kept = end;
        foreach (var head in _heads)
        {
            if (head.IsGap && !HandedOut.HasGap(head.First)) kept = Math.Min(kept, head.First);
            else Acknowledge(work, head, Math.Max(first, head.First), Math.Min(end, head.End));
        }
        if (first <= _range.First) _range.First = kept;
        else _version++;
        if (_range.Count == 0) _range.First = _range.End;
        _markIsStale = true;
    }

    /// <summary>Gives up every record; the lane stays, so that its places are not given again. The documents go bit by bit:
    /// all at once they would not fit into memory.</summary>
    public void Drop(StoreTransaction work)
    {
        if (_range is null) return;
        _packer.Clear();
        _range.First = _range.End;
        _range.CountDeleted((int)_range.Count);
        _version++;
        _acknowledged.Clear();
        _markIsStale = true;
        HasLeft = true;
        DeleteLeft(work);
    }

    /// <summary>Deletes some of the documents that a dropped lane has left.</summary>
    public void DeleteLeft(StoreTransaction work)
    {
        HasLeft = false;
        if (_range is null) return;
        _heads.Clear();
        _range.Heads(work, 1, _range.First, DeleteAtOnce, _heads);
        foreach (var head in _heads)
        {
            // One that the lane begins within is still needed.
            if (head.End > _range.First) break;
            _range.Delete(work, head, 0);
            _markIsStale = true;
        }
        HasLeft = _heads.Count == DeleteAtOnce;
    }

    /// <exception cref="StoreDamagedException">Documents that are counted are not there.</exception>
    public void CheckThatAnyIsThere(StoreTransaction work)
    {
        SeemsEmpty = false;
        if (_range is { Count: > 0 } && _range.LastHead(work, long.MaxValue) is null) throw new StoreDamagedException($"{_range.Count} records are gone.");
    }

    /// <summary>The document that goes where there is no room: the oldest of those that are not on their way to the uplink, or of all.</summary>
    /// <param name="addedBefore">Documents of this transaction and later ones are left alone.</param>
    public DocumentHead? NextToDrop(StoreTransaction work, long addedBefore)
    {
        if (_range is null || _range.Bytes == 0) return null;
        if (HasLeft) DeleteLeft(work);
        _heads.Clear();
        _range.Heads(work, 1, _range.End, LookAtMax, _heads);
        DocumentHead? oldest = null;
        foreach (var head in _heads)
        {
            if (head.IsGap || head.Order >= addedBefore || head.End <= _range.First) continue;
            if (!HandedOut.AnyRecord(head.First, head.End)) return head;
            oldest ??= head;
        }
        return oldest;
    }

    /// <summary>Drops the document that <see cref="NextToDrop"/> gave just now. The gap that takes its place tells also of what gaps just
    /// before it told of. Its place was never a gap's, so that no acknowledgement of an earlier gap can mean it.</summary>
    public void DropNext(StoreTransaction work, DocumentHead head)
    {
        _gap.Clear();
        int at = _heads.IndexOf(head);
        int from = at;
        while (from > 0 && _heads[from - 1].IsGap) from--;
        for (int i = from; i < at; i++)
        {
            Lose(work, _heads[i]);
            _range!.Delete(work, _heads[i], _heads[i].Count);
        }
        int lost = Lose(work, head);
        _range!.Delete(work, head, lost);
        _acknowledged.Remove(head.First, head.End);
        long place = head.End - 1;
        var gap = new DocumentHead(place, head.End, _gap.Count, 0, 0, 0) { IsGap = true, Order = head.Order };
        _range.Add(work, gap, seal.Wrap(DocumentKeys.Of(Number, place), _gap.Pack()));
        if (from == 0) _range.First = place;
        _dropped += lost;
        _gaps += _gap.Begun;
        _version++;
        _markIsStale = true;
    }

    public void Publish()
    {
        _view = _range is null
            ? LaneView.Empty
            : new LaneView(_range.First, IsHidden ? _range.First : _range.End, _range.Count, _range.Bytes, _acknowledged.ToArray()) { Version = _version, Lowest = _range.Lowest };
        HandedOut.RemoveGapsBefore(_view.First);
        Volatile.Write(ref _droppedInAll, _droppedInAll + _dropped);
        Volatile.Write(ref _gapsInAll, _gapsInAll + _gaps);
        _dropped = _gaps = 0;
    }

    private void Acknowledge(StoreTransaction work, DocumentHead head, long first, long end)
    {
        int missing = (int)_acknowledged.Missing(first, end);
        if (head.IsGap || missing == _acknowledged.Missing(head.First, head.End))
        {
            _range!.Delete(work, head, head.IsGap ? head.Count : missing);
            _acknowledged.Remove(head.First, head.End);
            return;
        }
        _acknowledged.Add(first, end);
        _range!.CountDeleted(missing);
    }

    /// <returns>How many of the document's records were not acknowledged; they are in the gap now.</returns>
    private int Lose(StoreTransaction work, DocumentHead head)
    {
        long key = DocumentKeys.Of(Number, head.First);
        if (work.Find(key) is not { } document) throw new StoreDamagedException($"The document {key} is not where its index says.");
        var content = seal.Unwrap(key, document["b"].AsBinary).Span;
        int lost = 0;
        for (long place = head.First; !content.IsEmpty; place++)
        {
            if (!PackedRecords.TryRead(content, out var record, out int size)) throw new StoreDamagedException($"The document {key} holds something else than records.");
            content = content[size..];
            if (!head.IsGap && (place < _range!.First || _acknowledged.Contains(place))) continue;
            _gap.Add(record, GapRecords.OutboxFull);
            lost++;
        }
        return lost;
    }
}
