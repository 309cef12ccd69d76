using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox.Limits;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>One lane's records, in documents of many. Where documents are dropped, a document with gap records takes the last place of
/// the last of them, so that whoever reads the lane in order meets it before what comes behind.</summary>
/// <remarks>The store's thread's; <see cref="View"/> and <see cref="HandedOut"/> are anyone's.</remarks>
internal sealed class LaneLog
{
    public const int RecordsMax = 256;
    public const int BlobBytesMax = 64 << 10;
    private const int DeleteAtOnce = 64;

    private readonly BlobSeal _seal;
    private readonly LaneDrops _drops;
    private readonly RecordPacker _packer = new();
    private readonly PlaceSpans _acknowledged = new();
    private readonly List<DocumentHead> _heads = [];
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

    public LaneLog(Lane lane, BlobSeal seal)
    {
        (Lane, _seal) = (lane, seal);
        _drops = new LaneDrops(seal, _acknowledged, HandedOut);
    }

    public Lane Lane { get; }

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
        _range = new DocumentRange(number, Lane);
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

    public void Begin(int number) => _range = new DocumentRange(number, Lane);

    public void Add(LaneAppend append) => _packer.Add(append.Packed);

    /// <summary>Writes what was added, all with the transaction's number.</summary>
    public void Flush(StoreTransaction work, long order)
    {
        for (int offset = 0; offset < _packer.Length;)
        {
            var (records, bytes) = _packer.Cut(offset, RecordsMax, BlobBytesMax);
            long first = _range!.End;
            var blob = _seal.Wrap(DocumentKeys.Of(Number, first), _packer.Packed.Slice(offset, bytes));
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
        _range.Add(work, head, _seal.Wrap(DocumentKeys.Of(Number, head.First), content));
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

    /// <inheritdoc cref="LaneDrops.Next"/>
    public DocumentHead? NextToDrop(StoreTransaction work, long addedBefore)
    {
        if (_range is null || _range.Bytes == 0) return null;
        if (HasLeft) DeleteLeft(work);
        return _drops.Next(work, _range, addedBefore);
    }

    /// <summary>Drops the document that <see cref="NextToDrop"/> gave just now.</summary>
    public void DropNext(StoreTransaction work, DocumentHead head)
    {
        var (lost, gaps) = _drops.Drop(work, _range!, head);
        _dropped += lost;
        _gaps += gaps;
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
}
