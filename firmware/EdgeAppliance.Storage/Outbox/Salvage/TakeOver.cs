using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox.Limits;
using LiteDB;

namespace EdgeAppliance.Storage.Outbox.Salvage;

/// <summary>Brings into a new store what must be there before anyone uses it: 1 the readings, 2 how far each pipeline has come, 3 the
/// lanes with their places, still without records, and the directory, which says that this much is done. Decision 0003 has the reasons.</summary>
/// <remarks>The store's thread's.</remarks>
internal sealed class TakeOver(OldStore old, BlobSeal seal, KnownBefore known, DateTimeOffset now)
{
    private const int BytesAtOnce = 2 << 20;

    /// <summary>Positions and places left out where newer ones than those found may have been given.</summary>
    private const long Margin = 1 << 20;

    /// <summary>A document spans fewer; what says otherwise is damaged.</summary>
    private const long PositionsMax = 1L << 32;

    private readonly DocumentRange _readings = new(DocumentKeys.Readings);
    private readonly IEnumerator<long> _places = old.Places(DocumentKeys.Readings).GetEnumerator();
    private long _countFound = -1;
    private bool _readingsAreWhole = true;
    private bool _snapshotsAreWhole = true;

    /// <summary>Readings that are in the new store.</summary>
    public long Readings { get; private set; }

    /// <summary>Where nothing can be missing but records, pipelines go on as if nothing had happened; else they number on from here.</summary>
    public long NumbersFrom { get; private set; }

    /// <summary>1: copies some of the readings.</summary>
    /// <returns>False once all are copied.</returns>
    public bool CopyReadings(StoreTransaction work)
    {
        for (int bytes = 0; bytes < BytesAtOnce;)
        {
            if (!_places.MoveNext()) return false;
            if (old.Find(DocumentKeys.Readings, _places.Current) is not { } document || old.Content(document) is not { } content)
            {
                _readingsAreWhole = false;
                continue;
            }
            long first = _places.Current;
            var head = new DocumentHead(first, document.Number("l"), (int)document.Number("n"), 0, 0, document.Number("c"));
            if (head.End <= first || head.Count <= 0 || head.Count > head.End - first || head.End - first > PositionsMax) _readingsAreWhole = false;
            else CopyReadings(work, head, content.Span);
            bytes += content.Length;
        }
        return true;
    }

    /// <summary>2, 3.</summary>
    public void Finish(StoreTransaction work, string folder)
    {
        var mark = old.Find(DocumentKeys.Readings, 0);
        var progress = new Dictionary<string, PipelineProgress?>();
        foreach (var (range, name) in old.Pipelines) progress[name] = Stored(range);
        bool all = NothingButRecordsIsMissing(_countFound < 0 ? mark.Number("c") : _countFound);
        if (!all) NumbersFrom = Math.Max(Math.Max(now.ToUnixTimeMilliseconds(), 1), old.NumbersFrom + Margin);
        foreach (var (name, newer) in known.Progress) progress[name] = newer;
        foreach (var one in progress.Values) _readings.End = Math.Max(_readings.End, (one?.Cursor ?? 0) + 1);
        _readings.End = Math.Max(Math.Max(_readings.End, known.NextPosition + 1), mark.Number("l", 1) + (all ? 0 : Margin));
        _readings.SaveMark(work, []);
        var directory = new StoreDirectory();
        directory.Load(work);
        directory.TakeOver(folder, NumbersFrom, old.Lanes.Keys.Select(range => LaneRemains.Order(old, range)).DefaultIfEmpty().Max(), old.Lanes, old.Pipelines);
        foreach (var (name, one) in progress) Finish(work, directory, name, one ?? new PipelineProgress(0, 0, null));
        foreach (var (range, lane) in old.Lanes) Finish(work, range, lane);
        directory.Flush(work);
    }

    /// <summary>Where readings that a pipeline had processed are missing, or its progress is not the newest, it cannot tell its next number.</summary>
    private bool NothingButRecordsIsMissing(long readingsStored)
    {
        if (!_readingsAreWhole || (known.Progress.Count == 0 && !(old.IsWhole && _snapshotsAreWhole))) return false;
        return old.Pipelines.Keys.All(range => old.Find(range, 0) is { } stored && stored.Number("r") <= readingsStored);
    }

    private void CopyReadings(StoreTransaction work, DocumentHead head, ReadOnlySpan<byte> content)
    {
        // Each says how many there were up to it, so that a missing one shows; what is before the first was deleted.
        long before = _countFound < 0 ? old.Find(DocumentKeys.Readings, 0).Number("d") : _countFound;
        _readingsAreWhole &= head.CountTo - head.Count == before;
        _countFound = head.CountTo;
        if (_readings.Count == 0) _readings.First = head.First;
        _readings.Add(work, head, seal.Wrap(DocumentKeys.Of(DocumentKeys.Readings, head.First), content));
        Readings += head.Count;
    }

    private void Finish(StoreTransaction work, StoreDirectory directory, string name, PipelineProgress progress)
    {
        var pipeline = new PipelineLog(name, seal);
        pipeline.Begin(directory.Pipelines.TryGetValue(name, out int range) ? range : directory.Add(name));
        pipeline.Set(progress with { NumbersFrom = Math.Max(progress.NumbersFrom, NumbersFrom) });
        pipeline.Flush(work, _readings.CountAdded);
    }

    private PipelineProgress? Stored(int range)
    {
        if (old.Find(range, 0) is not { } stored) return null;
        byte[]? snapshot = stored["l"].IsInt32 ? Snapshot(range, stored["l"].AsInt32) : null;
        return new PipelineProgress(stored.Number("c"), stored.Number("s"), snapshot) { NumbersFrom = stored.Number("x"), Next = new RecordNumbers(stored.Number("nr"), stored.Number("na")) };
    }

    private byte[]? Snapshot(int range, int length)
    {
        var snapshot = new MemoryStream();
        for (int piece = 1; snapshot.Length < length; piece++)
        {
            if (old.Find(range, piece) is not { } document || old.Content(document) is not { } content) break;
            snapshot.Write(content.Span);
        }
        if (snapshot.Length == length) return snapshot.ToArray();
        _snapshotsAreWhole = false;
        return null;
    }

    private void Finish(StoreTransaction work, int range, Lane lane)
    {
        var mark = old.Find(range, 0);
        long end = LaneRemains.End(old, range);
        long? first = old.Places(range).Cast<long?>().FirstOrDefault();
        var records = new DocumentRange(range, lane) { First = mark.Number("f", first ?? 1), End = end };
        // A pipeline that runs on knows its numbers.
        if (NumbersFrom > 0 && known.Progress.Count == 0) TellOfOtherNumbers(work, records, range);
        // What was stored last may be what is missing: its places are not given again.
        records.End = end + Margin;
        records.SaveMark(work, mark is not null && mark["o"].IsBinary ? mark["o"].AsBinary : []);
    }

    /// <summary>Behind all records, for each stream of the last ones.</summary>
    private void TellOfOtherNumbers(StoreTransaction work, DocumentRange records, int range)
    {
        var gap = new GapRecords();
        foreach (var (stream, last) in LaneRemains.Last(old, range))
            gap.Add(stream.Span, last.Sequence + 1, NumbersFrom - 1, 0, last.TimeUs, GapRecords.OutboxDamaged);
        if (gap.Count == 0) return;
        var head = new DocumentHead(records.End, records.End + 1, gap.Count, 0, 0, 0) { IsGap = true };
        records.Add(work, head, seal.Wrap(DocumentKeys.Of(range, head.First), gap.Pack()));
    }
}
