using System.Collections.Concurrent;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>What the store holds, and what a group of work does to it inside a transaction.</summary>
/// <remarks>The store's thread's, except where it says so. After a failed transaction it is loaded again.</remarks>
internal sealed class StoreContents(BlobSeal seal, StoreKey key)
{
    private readonly ConcurrentDictionary<Lane, LaneLog> _lanes = new();
    private readonly ConcurrentDictionary<string, PipelineLog> _pipelines = new();
    private readonly List<LaneLog> _touchedLanes = [];
    private readonly List<PipelineLog> _touchedPipelines = [];
    private readonly StoreDirectory _directory = new();
    private PipelineSet? _pipelineSet;
    private bool _isLoaded;

    public ReadingsLog Readings { get; } = new(seal);

    /// <summary>Any thread; new lanes come in, none goes.</summary>
    public IEnumerable<LaneLog> Lanes => _lanes.Values;

    /// <summary>Any thread: true once the files were read.</summary>
    public bool IsLoaded => Volatile.Read(ref _isLoaded);

    /// <summary>True where <see cref="Trim"/> may have left readings that are needed no more.</summary>
    public bool TrimIsDue { get; private set; }

    /// <summary>Any thread.</summary>
    public LaneLog Lane(Lane lane) => _lanes.TryGetValue(lane, out var known) ? known : _lanes.GetOrAdd(lane, new LaneLog(lane, seal));

    /// <summary>Any thread.</summary>
    public PipelineLog Pipeline(string name) => _pipelines.TryGetValue(name, out var known) ? known : _pipelines.GetOrAdd(name, new PipelineLog(name, seal));

    /// <summary>True where <see cref="Load"/> has found something to write down.</summary>
    public bool IsStale => _directory.IsStale;

    /// <exception cref="StoreDamagedException">What is stored is not what was written.</exception>
    /// <exception cref="StoreKeyException">It is encrypted with another key.</exception>
    public void Load(StoreTransaction work)
    {
        foreach (var lane in _lanes.Values) lane.Reset();
        foreach (var pipeline in _pipelines.Values) pipeline.Reset();
        _touchedLanes.Clear();
        _touchedPipelines.Clear();
        _directory.Load(work);
        key.Unlock(_directory, seal);
        Readings.Load(work);
        foreach (var (lane, range) in _directory.Lanes) Lane(lane).Load(work, range);
        foreach (var (name, range) in _directory.Pipelines)
        {
            Pipeline(name).Load(work, range);
            // Readings that were passed have left no other trace of their positions.
            Readings.Skip(Pipeline(name).Cursor);
        }
        TrimIsDue = true;
    }

    /// <summary>Makes what was loaded or committed visible to other threads.</summary>
    public void Publish()
    {
        Readings.Publish();
        foreach (var lane in _lanes.Values) lane.Publish();
        foreach (var pipeline in _pipelines.Values) pipeline.Publish();
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
        foreach (var item in items) Apply(work, item);
        Readings.Flush(work);
        foreach (var lane in _touchedLanes) lane.Flush(work);
        foreach (var pipeline in _touchedPipelines) pipeline.Flush(work);
        _directory.Flush(work);
        Trim(work);
    }

    /// <summary>Deletes readings that every pipeline has behind its snapshot, some at a time.</summary>
    public void Trim(StoreTransaction work)
    {
        TrimIsDue = false;
        if (_pipelineSet is null) return;
        long needed = Readings.NextPosition;
        foreach (string name in _pipelineSet.Names)
            needed = Math.Min(needed, _pipelines.TryGetValue(name, out var pipeline) ? pipeline.SnapshotCursor : 0);
        TrimIsDue = Readings.Trim(work, needed);
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
                Apply((PipelineCommit)item.Subject);
                break;
            case WorkKind.Acknowledge:
                var lane = (LaneLog)item.Subject;
                lane.Acknowledge(work, item.Places.First, item.Places.End);
                if (!_touchedLanes.Contains(lane)) _touchedLanes.Add(lane);
                break;
            case WorkKind.DropLane:
                Drop(work, (LaneLog)item.Subject);
                break;
            case WorkKind.SetPipelines:
                _pipelineSet = (PipelineSet)item.Subject;
                break;
        }
    }

    private void Drop(StoreTransaction work, LaneLog lane)
    {
        lane.Drop(work);
        if (!_touchedLanes.Contains(lane)) _touchedLanes.Add(lane);
    }

    private void Apply(PipelineCommit commit)
    {
        foreach (var append in commit.Appends)
        {
            if (append.Count == 0) continue;
            var lane = Lane(append.Lane);
            if (lane.Number == 0) lane.Begin(_directory.Add(append.Lane));
            lane.Add(append);
            if (!_touchedLanes.Contains(lane)) _touchedLanes.Add(lane);
        }
        var pipeline = Pipeline(commit.Pipeline);
        if (pipeline.Number == 0) pipeline.Begin(_directory.Add(commit.Pipeline));
        pipeline.Set(commit);
        if (!_touchedPipelines.Contains(pipeline)) _touchedPipelines.Add(pipeline);
    }
}
