using System.Collections.Concurrent;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox.Limits;
using EdgeAppliance.Storage.Outbox.Salvage;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>The appliance's store on LiteDB: readings until every pipeline has them, pipelines' progress, and records until their
/// uplink has them. One thread writes; what comes while it syncs shares the next sync.</summary>
public sealed class LiteStore : IStore, IOutbox, IDisposable
{
    private readonly LiteStoreOptions _options;
    private readonly DocumentStore _documents;
    private readonly BlobSeal _seal = new();
    private readonly StoreContents _contents;
    private readonly StoreHealth _health = new();
    private readonly StoreCounters _counters = new();
    private readonly WorkQueue _queue;
    private readonly StoreFiles _files;
    private readonly StoreWriter _writer;
    private readonly ReadingsReader _readings;
    private readonly ConcurrentDictionary<LaneLog, LaneReader> _laneReaders = new();
    private readonly StoreLimits _limits;
    private readonly ITimer _timer;

    private LiteStore(LiteStoreOptions options, ILogger logger, TimeProvider time)
    {
        _options = options;
        _documents = new DocumentStore(options.Disk, options.Name) { Sizes = options.Sizes };
        var around = new StoreSurroundings(logger, time, _counters, options.RetryFirst, options.RetryMax);
        _limits = new StoreLimits(options, _documents, _health, around);
        _contents = new StoreContents(_seal, new StoreKey(options.Key), _limits);
        _queue = new WorkQueue(options.QueueBytesMax, waitsForRoom: options.WhenFull == WhenFull.Block, options.Linger, time);
        _readings = new ReadingsReader(_contents.Readings, _documents, _seal);
        var rescue = new Rescue(options, _contents, _seal, _health, around);
        _files = new StoreFiles(_documents, _contents, new StoreCheck(_documents, _seal, around), rescue, new FileTrouble(_queue, _health, around));
        _writer = new StoreWriter(_queue, _files, _contents, _limits, rescue, around)
        {
            IdleAfter = options.IdleAfter,
            QuickCommit = options.QuickCommit,
            Stored = batch => Stored?.Invoke(batch),
            Added = () => Added?.Invoke(),
        };
        _timer = time.CreateTimer(_ => _queue.Wake(), null, options.Tick, options.Tick);
    }

    public event Action<ReadingBatch>? Stored;

    public event Action? Added;

    public IReadOnlyList<HealthCondition> Conditions => _health.Conditions;

    /// <summary>Grows whenever the store's thread gets on or finds that there is nothing to do.</summary>
    public long Moves => _counters.Moves;

    public StoreStatus Status
    {
        get
        {
            var lanes = new List<LaneStatus>();
            long gaps = 0;
            foreach (var lane in _contents.Lanes.All)
            {
                gaps += lane.Gaps;
                if (lane.View is var view && view != LaneView.Empty)
                    lanes.Add(new LaneStatus(lane.Lane, view.First, view.End, view.Count, view.Bytes) { Dropped = lane.Dropped });
            }
            var readings = _contents.Readings.View;
            return _counters.Fill(new StoreStatus(_documents.IsOpen && _contents.IsLoaded, lanes)
            {
                BytesMax = _options.BytesMax,
                BytesUsed = readings.Bytes + lanes.Sum(lane => lane.Bytes),
                FileBytes = _documents.FileBytes,
                ReadingsEnd = readings.End,
                ReadingsKept = readings.Count,
                ReadingsBytes = readings.Bytes,
                ReadingsTrimmed = readings.Trimmed,
                CommitsWaiting = _limits.CommitsWaiting,
                RecordsDropped = lanes.Sum(lane => lane.Dropped),
                Gaps = gaps,
            });
        }
    }

    /// <summary>Opens the store, or makes it. Where the disk is in trouble the store starts all the same, says so in
    /// <see cref="Conditions"/>, and comes up by itself.</summary>
    /// <exception cref="StoreKeyException">The store is encrypted with another key; nothing was changed.</exception>
    public static LiteStore Open(LiteStoreOptions options, ILogger logger, TimeProvider time)
    {
        var store = new LiteStore(options, logger, time);
        try
        {
            store._writer.Start();
            return store;
        }
        catch (StoreKeyException)
        {
            store._timer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The names of the device and its channels are too long to be stored, or bytes beside its values too many.</exception>
    public Task Append(ReadingBatch batch)
    {
        ReadingPacker.Check(batch);
        if (_queue.TryAdd(WorkItem.Append(batch), out var done)) return done;
        _counters.OnRefused(batch.Count);
        batch.Release();
        return done;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The names of a device and its channels are too long to be stored, or bytes beside its values too many.</exception>
    public Task Append(IReadOnlyList<ReadingBatch> batches, IReadOnlyList<PipelineCommit> notes)
    {
        var items = new WorkItem[batches.Count + notes.Count];
        for (int i = 0; i < batches.Count; i++)
        {
            ReadingPacker.Check(batches[i]);
            items[i] = WorkItem.Append(batches[i]);
        }
        for (int i = 0; i < notes.Count; i++) items[batches.Count + i] = WorkItem.Commit(notes[i], alone: false);
        if (_queue.TryAdd(items, out var done)) return done;
        foreach (var batch in batches)
        {
            _counters.OnRefused(batch.Count);
            batch.Release();
        }
        return done;
    }

    /// <inheritdoc/>
    public void Pass(ReadingBatch batch)
    {
        batch.IsPassed = true;
        _queue.TryAdd(WorkItem.Pass(batch), out _);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The records are not packed as <see cref="PackedRecords"/> says, or are more or fewer than is said.</exception>
    public Task Commit(PipelineCommit commit)
    {
        for (int i = 0; i < commit.Appends.Count; i++) RecordPacker.Check(commit.Appends[i]);
        return Store(WorkItem.Commit(commit, alone: CommitGate.IsNeeded(_options.WhenFull)));
    }

    /// <inheritdoc/>
    public PipelineProgress? Progress(string pipeline)
    {
        if (!_contents.IsLoaded) throw new IOException("The outbox could not be opened yet.");
        if (_contents.Pipelines[pipeline].View is { } known) return known;
        return _contents.NumbersFrom is > 0 and var first ? new PipelineProgress(0, 0, null) { NumbersFrom = first } : null;
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The disk failed, or the store is not open.</exception>
    public long Read(long fromPosition, int rowsMax, Action<ReadingBatch> onBatch)
    {
        try
        {
            return _readings.Read(fromPosition, rowsMax, onBatch);
        }
        catch (StoreDamagedException e)
        {
            throw Reported(e);
        }
    }

    /// <inheritdoc/>
    public (long First, long Last) Range(Lane lane) => _contents.Lanes[lane].View is var view ? (view.First, view.End) : default;

    /// <inheritdoc/>
    /// <exception cref="IOException">The disk failed, or the store is not open.</exception>
    public OutboxSlice Peek(Lane lane, long from, int countMax, Span<byte> target)
    {
        var log = _contents.Lanes[lane];
        var view = log.View;
        if (from >= view.End) return new OutboxSlice(0, 0, from, from);
        if (!_laneReaders.TryGetValue(log, out var reader)) reader = _laneReaders.GetOrAdd(log, new LaneReader(log, _documents, _seal));
        try
        {
            return reader.Peek(from, countMax, target);
        }
        catch (StoreDamagedException e)
        {
            throw Reported(e);
        }
    }

    /// <inheritdoc/>
    public Task Acknowledge(Lane lane, long first, long last) => Store(WorkItem.Acknowledge(_contents.Lanes[lane], first, last));

    /// <inheritdoc/>
    public void Withdraw(string pipeline) => _queue.TryAdd(WorkItem.Withdraw(pipeline), out _);

    /// <summary>What lingers is synced at once.</summary>
    public void Hasten() => _queue.Hasten();

    /// <summary>No producer waits for room any more: its readings are refused where there is none, be it that it waits already. For a stop, which nothing makes
    /// room for.</summary>
    public void RefuseWhereFull() => _queue.RefuseWhereFull();

    /// <summary>Says which pipelines there are: readings that they all have behind their snapshots are deleted. Before it was called none is.</summary>
    /// <param name="sources">The sources that they take; readings of others get their positions and are not kept. Null keeps all.</param>
    public void SetPipelines(IReadOnlyCollection<string> pipelines, IReadOnlyCollection<string>? sources = null) =>
        _queue.TryAdd(WorkItem.SetPipelines(new PipelineSet(new HashSet<string>(pipelines), sources is null ? null : new HashSet<string>(sources))), out _);

    /// <summary>Deletes a lane with all its records, as that of an uplink that is configured no more.</summary>
    /// <returns>Done once that is on stable storage.</returns>
    public Task DropLane(Lane lane)
    {
        _queue.TryAdd(WorkItem.DropLane(_contents.Lanes[lane]), out var done);
        return done;
    }

    private Task Store(in WorkItem item)
    {
        if (_writer.TryWorkHere(item) is { } here) return here;
        _queue.TryAdd(item, out var done);
        return done;
    }

    private IOException Reported(StoreDamagedException what)
    {
        _files.Report(what);
        _queue.Wake();
        return new IOException($"The outbox is being checked: {what.Message}", what);
    }

    /// <summary>Stores what waits, and closes the files.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _queue.Close();
        _writer.Join();
        _seal.Dispose();
        _documents.Dispose();
    }
}
