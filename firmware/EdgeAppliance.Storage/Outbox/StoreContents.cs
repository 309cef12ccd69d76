using System.Collections.Concurrent;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox.Limits;
using EdgeAppliance.Storage.Outbox.Salvage;
using LiteDB;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>What the store holds, and what a group of work does to it inside a transaction.</summary>
/// <remarks>The store's thread's, except where it says so. After a failed transaction it is loaded again.</remarks>
internal sealed class StoreContents(BlobSeal seal, StoreKey key, StoreLimits limits)
{
    private readonly ConcurrentDictionary<Lane, LaneLog> _lanes = new();
    private readonly ConcurrentDictionary<string, PipelineLog> _pipelines = new();
    private readonly List<LaneLog> _stored = [];
    private readonly List<LaneLog> _touchedLanes = [];
    private readonly List<PipelineLog> _touchedPipelines = [];
    private readonly StoreDirectory _directory = new();
    private PipelineSet? _pipelineSet;
    private long _order;
    private long _numbersFrom;
    private bool _isLoaded;

    public ReadingsLog Readings { get; } = new(seal);

    /// <summary>Any thread; new lanes come in, none goes.</summary>
    public IEnumerable<LaneLog> Lanes => _lanes.Values;

    /// <summary>Bytes of records, as counted against the limit.</summary>
    public long RecordsBytes
    {
        get
        {
            long bytes = 0;
            foreach (var lane in _stored) bytes += lane.Bytes;
            return bytes;
        }
    }

    /// <summary>Since the start, of all lanes.</summary>
    public long RecordsDropped
    {
        get
        {
            long dropped = 0;
            foreach (var lane in _stored) dropped += lane.Dropped;
            return dropped;
        }
    }

    /// <summary>Records that the last transaction has added.</summary>
    public long RecordsAdded { get; private set; }

    /// <summary>True where a commit that waits for room would get it now.</summary>
    public bool WaitingFits => limits.Gate.First is { } first && Fits(first);

    /// <summary>Any thread: true once the files were read.</summary>
    public bool IsLoaded => Volatile.Read(ref _isLoaded);

    /// <summary>True where <see cref="Trim"/> may have left readings that are needed no more.</summary>
    public bool TrimIsDue { get; private set; }

    /// <summary>Any thread.</summary>
    public LaneLog Lane(Lane lane) => _lanes.TryGetValue(lane, out var known) ? known : _lanes.GetOrAdd(lane, new LaneLog(lane, seal));

    /// <summary>Any thread.</summary>
    public PipelineLog Pipeline(string name) => _pipelines.TryGetValue(name, out var known) ? known : _pipelines.GetOrAdd(name, new PipelineLog(name, seal));

    /// <summary>True where <see cref="Load"/> has found nothing at all.</summary>
    public bool IsNew { get; private set; }

    /// <summary>True where <see cref="Load"/> has found something to write down.</summary>
    public bool IsStale => _directory.IsStale;

    /// <exception cref="StoreDamagedException">What is stored is not what was written.</exception>
    /// <exception cref="StoreKeyException">It is encrypted with another key.</exception>
    public void Load(StoreTransaction work)
    {
        foreach (var lane in _lanes.Values) lane.Reset();
        foreach (var pipeline in _pipelines.Values) pipeline.Reset();
        _stored.Clear();
        _touchedLanes.Clear();
        _touchedPipelines.Clear();
        _directory.Load(work);
        IsNew = _directory.IsStale;
        if (IsNew && !IsEmpty(work)) throw new StoreDamagedException("The directory is gone.");
        key.Unlock(_directory, seal);
        Readings.Load(work);
        _order = _directory.Order;
        foreach (var (lane, range) in _directory.Lanes)
        {
            Lane(lane).Load(work, range);
            _stored.Add(Lane(lane));
            _order = Math.Max(_order, Lane(lane).OrderLoaded);
        }
        foreach (var (name, range) in _directory.Pipelines)
        {
            Pipeline(name).Load(work, range);
            // Readings that were passed have left no other trace of their positions.
            Readings.Skip(Pipeline(name).Cursor);
        }
        TrimIsDue = true;
    }

    /// <summary>Like <see cref="StoreDirectory.TakenOverFrom"/>.</summary>
    public string TakenOverFrom => _directory.TakenOverFrom;

    /// <summary>Any thread; what a pipeline that is not known numbers from.</summary>
    public long NumbersFrom => Volatile.Read(ref _numbersFrom);

    /// <summary>What is stored, or was last known to be.</summary>
    public KnownBefore Known()
    {
        var progress = new Dictionary<string, PipelineProgress>();
        foreach (var (name, pipeline) in _pipelines)
            if (pipeline.View is { } known) progress[name] = known;
        return new KnownBefore(IsLoaded ? Readings.View.Next : 0, progress);
    }

    /// <summary>What was published is no more.</summary>
    public void Forget() => Volatile.Write(ref _isLoaded, false);

    /// <exception cref="StoreDamagedException">Documents that are counted are not there.</exception>
    public void CheckWhereEmpty(StoreTransaction work)
    {
        foreach (var lane in _stored)
            if (lane.SeemsEmpty) lane.CheckThatAnyIsThere(work);
    }

    /// <summary>Readers see no record of the lanes that there are until <see cref="Show"/>.</summary>
    public void HideLanes()
    {
        foreach (var lane in _stored)
        {
            lane.IsHidden = true;
            lane.Publish();
        }
    }

    public void Show(LaneLog lane)
    {
        lane.IsHidden = false;
        lane.Publish();
    }

    public void ShowLanes()
    {
        foreach (var lane in _stored)
            if (lane.IsHidden) Show(lane);
    }

    /// <summary>See <see cref="LaneLog.Restore"/>; <see cref="FinishRestore"/> must follow in the same transaction.</summary>
    public int Restore(StoreTransaction work, LaneLog lane, DocumentHead head, ReadOnlySpan<byte> content, bool areAcknowledgedKnown)
    {
        Touch(lane);
        return lane.Restore(work, head, content, areAcknowledgedKnown);
    }

    public void FinishRestore(StoreTransaction work)
    {
        _order++;
        limits.Room.Look(RecordsBytes, Readings.Bytes);
        limits.Records.Enforce(work, _stored, limits.Room.RecordsMax, _order, _touchedLanes);
        foreach (var lane in _touchedLanes) lane.FlushMark(work);
    }

    /// <summary>Makes what was loaded or committed visible to other threads.</summary>
    public void Publish()
    {
        Readings.Publish();
        foreach (var lane in _lanes.Values) lane.Publish();
        foreach (var pipeline in _pipelines.Values) pipeline.Publish();
        Volatile.Write(ref _numbersFrom, _directory.NumbersFrom);
        Volatile.Write(ref _isLoaded, true);
    }

    /// <summary>Like <see cref="Publish"/>, for what the last transaction has touched.</summary>
    /// <returns>True where records were added.</returns>
    public bool PublishTouched()
    {
        bool added = false;
        Readings.Publish();
        foreach (var lane in _touchedLanes)
        {
            long end = lane.View.End;
            lane.Publish();
            added |= lane.View.End > end;
        }
        foreach (var pipeline in _touchedPipelines) pipeline.Publish();
        _touchedLanes.Clear();
        _touchedPipelines.Clear();
        return added;
    }

    /// <summary>True where the batch's readings are to be stored: not passed, and wanted by some pipeline.</summary>
    public bool IsKept(in WorkItem item) =>
        item.Kind == WorkKind.Append && (_pipelineSet?.Sources is not { } sources || sources.Contains(((ReadingBatch)item.Subject).Source));

    /// <summary>What is left of <see cref="Apply(StoreTransaction, List{WorkItem})"/> where nothing is to be stored.</summary>
    public void Place(List<WorkItem> items)
    {
        foreach (var item in items)
            if (item.Subject is ReadingBatch batch) Readings.Place(batch);
    }

    /// <summary>Writes what <see cref="Load"/> has found to be written.</summary>
    public void Flush(StoreTransaction work) => _directory.Flush(work);

    public void Apply(StoreTransaction work, List<WorkItem> items)
    {
        _order++;
        RecordsAdded = 0;
        limits.Gate.Begin();
        limits.Room.Look(RecordsBytes, Readings.Bytes);
        foreach (var item in items) Apply(work, item);
        while (limits.Gate.TryNext(Fits) is { } waited) Apply(waited);
        Readings.Flush(work);
        foreach (var lane in _touchedLanes) lane.Flush(work, _order);
        limits.Records.Enforce(work, _stored, limits.Room.RecordsMax, _order, _touchedLanes);
        foreach (var lane in _touchedLanes) lane.FlushMark(work);
        foreach (var pipeline in _touchedPipelines) pipeline.Flush(work, Readings.CountAdded);
        _directory.Flush(work);
        Trim(work);
    }

    /// <summary>Deletes readings that every pipeline has behind its snapshot, and what dropped lanes have left, some at a time.</summary>
    public void Trim(StoreTransaction work)
    {
        TrimIsDue = false;
        foreach (var lane in _stored)
        {
            if (!lane.HasLeft) continue;
            lane.DeleteLeft(work);
            lane.FlushMark(work);
            Touch(lane);
            TrimIsDue |= lane.HasLeft;
        }
        if (_pipelineSet is null) return;
        long needed = Readings.NextPosition;
        foreach (string name in _pipelineSet.Names)
            needed = Math.Min(needed, _pipelines.TryGetValue(name, out var pipeline) ? pipeline.SnapshotCursor : 0);
        TrimIsDue |= Readings.Trim(work, needed);
    }

    private void Apply(StoreTransaction work, in WorkItem item)
    {
        switch (item.Kind)
        {
            case WorkKind.Append or WorkKind.Pass:
                var batch = (ReadingBatch)item.Subject;
                Readings.Place(batch);
                if (IsKept(item)) Readings.Add(work, batch);
                break;
            case WorkKind.Commit:
                if (limits.Gate.TryPass(item, Fits((PipelineCommit)item.Subject))) Apply((PipelineCommit)item.Subject);
                break;
            case WorkKind.Acknowledge:
                var lane = (LaneLog)item.Subject;
                lane.Acknowledge(work, item.Places.First, item.Places.End);
                Touch(lane);
                break;
            case WorkKind.DropLane:
                Drop(work, (LaneLog)item.Subject);
                break;
            case WorkKind.SetPipelines:
                _pipelineSet = (PipelineSet)item.Subject;
                break;
        }
    }

    /// <summary>True where the commit's records fit beside those that are stored; into an empty outbox all do.</summary>
    private bool Fits(PipelineCommit commit)
    {
        long bytes = 0;
        foreach (var append in commit.Appends) bytes += append.Count == 0 ? 0 : DocumentRange.Cost(append.Packed.Length);
        return bytes == 0 || RecordsBytes is var stored && (stored == 0 || stored + bytes <= limits.Room.RecordsMax);
    }

    /// <summary>The directory is written first, and its collection is never empty after that.</summary>
    private static bool IsEmpty(StoreTransaction work)
    {
        var found = new List<BsonDocument>();
        work.Range(DocumentKeys.Directory, long.MaxValue, 1, found);
        return found.Count == 0;
    }

    private void Drop(StoreTransaction work, LaneLog lane)
    {
        lane.Drop(work);
        Touch(lane);
    }

    private void Apply(PipelineCommit commit)
    {
        foreach (var append in commit.Appends)
        {
            if (append.Count == 0) continue;
            var lane = Lane(append.Lane);
            if (lane.Number == 0) Begin(lane);
            lane.Add(append);
            RecordsAdded += append.Count;
            Touch(lane);
        }
        var pipeline = Pipeline(commit.Pipeline);
        if (pipeline.Number == 0) pipeline.Begin(_directory.Add(commit.Pipeline));
        pipeline.Set(commit);
        if (!_touchedPipelines.Contains(pipeline)) _touchedPipelines.Add(pipeline);
    }

    private void Begin(LaneLog lane)
    {
        lane.Begin(_directory.Add(lane.Lane));
        _stored.Add(lane);
    }

    private void Touch(LaneLog lane)
    {
        if (!_touchedLanes.Contains(lane)) _touchedLanes.Add(lane);
    }
}
