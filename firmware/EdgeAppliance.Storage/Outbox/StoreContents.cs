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
    private readonly StoreDirectory _directory = new();
    private long _order;
    private long _numbersFrom;
    private bool _isLoaded;

    public ReadingsLog Readings { get; } = new(seal);

    public StoreLanes Lanes { get; } = new(seal);

    public StorePipelines Pipelines { get; } = new(seal);

    /// <summary>Records that the last transaction has added.</summary>
    public long RecordsAdded { get; private set; }

    /// <summary>True where a commit that waits for room would get it now.</summary>
    public bool WaitingFits => limits.Gate.First is { } first && Fits(first);

    /// <summary>Any thread: true once the files were read.</summary>
    public bool IsLoaded => Volatile.Read(ref _isLoaded);

    /// <summary>True where <see cref="Trim"/> may have left readings that are needed no more.</summary>
    public bool TrimIsDue { get; private set; }

    /// <summary>True where <see cref="Load"/> has found nothing at all.</summary>
    public bool IsNew { get; private set; }

    /// <summary>True where <see cref="Load"/> has found something to write down.</summary>
    public bool IsStale => _directory.IsStale;

    /// <exception cref="StoreDamagedException">What is stored is not what was written.</exception>
    /// <exception cref="StoreKeyException">It is encrypted with another key.</exception>
    public void Load(StoreTransaction work)
    {
        Lanes.Reset();
        Pipelines.Reset();
        _directory.Load(work);
        IsNew = _directory.IsStale;
        if (IsNew && !IsEmpty(work)) throw new StoreDamagedException("The directory is gone.");
        key.Unlock(_directory, seal);
        Readings.Load(work);
        _order = Math.Max(_directory.Order, Lanes.Load(work, _directory.Lanes));
        foreach (var (name, range) in _directory.Pipelines)
        {
            Pipelines[name].Load(work, range);
            // Readings that were passed have left no other trace of their positions.
            Readings.Skip(Pipelines[name].Cursor);
        }
        TrimIsDue = true;
    }

    /// <summary>Like <see cref="StoreDirectory.TakenOverFrom"/>.</summary>
    public string TakenOverFrom => _directory.TakenOverFrom;

    /// <summary>Any thread; what a pipeline that is not known numbers from.</summary>
    public long NumbersFrom => Volatile.Read(ref _numbersFrom);

    /// <summary>What is stored, or was last known to be.</summary>
    public KnownBefore Known() => new(IsLoaded ? Readings.View.Next : 0, Pipelines.Known);

    /// <summary>What was published is no more.</summary>
    public void Forget() => Volatile.Write(ref _isLoaded, false);

    /// <summary>See <see cref="LaneLog.Restore"/>; <see cref="FinishRestore"/> must follow in the same transaction.</summary>
    public int Restore(StoreTransaction work, LaneLog lane, DocumentHead head, ReadOnlySpan<byte> content, bool areAcknowledgedKnown)
    {
        Lanes.Touch(lane);
        return lane.Restore(work, head, content, areAcknowledgedKnown);
    }

    public void FinishRestore(StoreTransaction work)
    {
        _order++;
        limits.Room.Look(Lanes.Bytes, Readings.Bytes);
        Lanes.Enforce(work, limits, _order);
    }

    /// <summary>Makes what was loaded or committed visible to other threads.</summary>
    public void Publish()
    {
        Readings.Publish();
        Lanes.Publish();
        Pipelines.Publish();
        Volatile.Write(ref _numbersFrom, _directory.NumbersFrom);
        Volatile.Write(ref _isLoaded, true);
    }

    /// <summary>Like <see cref="Publish"/>, for what the last transaction has touched.</summary>
    /// <returns>True where records were added.</returns>
    public bool PublishTouched()
    {
        Readings.Publish();
        bool added = Lanes.PublishTouched();
        Pipelines.PublishTouched();
        return added;
    }

    /// <summary>True where the batch's readings are to be stored: not passed, and wanted by some pipeline.</summary>
    public bool IsKept(in WorkItem item) => item.Kind == WorkKind.Append && Pipelines.IsWanted(((ReadingBatch)item.Subject).Source);

    public void SetPipelines(PipelineSet pipelines)
    {
        Pipelines.Wanted = pipelines;
        TrimIsDue = true;
    }

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
        limits.Room.Look(Lanes.Bytes, Readings.Bytes);
        foreach (var item in items) Apply(work, item);
        while (limits.Gate.TryNext(Fits) is { } waited) Apply(waited);
        Readings.Flush(work);
        Lanes.Flush(work, _order);
        Lanes.Enforce(work, limits, _order);
        Pipelines.Flush(work, Readings.CountAdded);
        _directory.Flush(work);
        Trim(work);
    }

    /// <summary>Deletes readings that every pipeline has behind its snapshot, and what dropped lanes have left, some at a time.</summary>
    public void Trim(StoreTransaction work)
    {
        TrimIsDue = Lanes.DeleteLeft(work);
        if (Pipelines.Wanted is not null) TrimIsDue |= Readings.Trim(work, Pipelines.FirstNeeded(Readings.NextPosition));
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
                Lanes.Touch(lane);
                break;
            case WorkKind.DropLane:
                var dropped = (LaneLog)item.Subject;
                dropped.Drop(work);
                Lanes.Touch(dropped);
                break;
        }
    }

    /// <summary>True where the commit's records fit beside those that are stored; into an empty outbox all do.</summary>
    private bool Fits(PipelineCommit commit)
    {
        long bytes = 0;
        foreach (var append in commit.Appends) bytes += append.Count == 0 ? 0 : DocumentRange.Cost(append.Packed.Length);
        return bytes == 0 || Lanes.Bytes is var stored && (stored == 0 || stored + bytes <= limits.Room.RecordsMax);
    }

    /// <summary>The directory is written first, and its collection is never empty after that.</summary>
    private static bool IsEmpty(StoreTransaction work)
    {
        var found = new List<BsonDocument>();
        work.Range(DocumentKeys.Directory, long.MaxValue, 1, found);
        return found.Count == 0;
    }

    private void Apply(PipelineCommit commit)
    {
        foreach (var append in commit.Appends)
        {
            if (append.Count == 0) continue;
            var lane = Lanes[append.Lane];
            if (lane.Number == 0) Lanes.Begin(lane, _directory.Add(lane.Lane));
            lane.Add(append);
            RecordsAdded += append.Count;
            Lanes.Touch(lane);
        }
        var pipeline = Pipelines[commit.Pipeline];
        if (pipeline.Number == 0) pipeline.Begin(_directory.Add(commit.Pipeline));
        Pipelines.Set(pipeline, commit);
    }
}
