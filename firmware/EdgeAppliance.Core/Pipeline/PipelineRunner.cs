using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Core.Time;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>Runs one pipeline from stored readings to committed records, a piece at a time:
/// 1 settle the commit in flight; 2 start, or start again after a failure, from the snapshot; 3 process the next readings;
/// 4 commit what they made, with the cursor and now and then a snapshot. One commit is in flight at most, so that none can be
/// stored behind one that failed.</summary>
/// <remarks><see cref="Advance"/> is called by one thread at a time; the rest by any.</remarks>
public sealed class PipelineRunner : IDisposable
{
    private readonly PipelineOptions _options;
    private readonly IStore _store;
    private readonly TimeProvider _time;
    private readonly ReadingFeed _feed;
    private readonly RecordWriter _writer;
    private readonly PipelineRetry _retry;
    private readonly PipelineCommits _commits;
    private readonly PipelineSnapshots _snapshots;
    private readonly PipelineStart _start;
    private readonly RelearnRequest _relearn = new();
    private readonly UnfitReadings _unfit;
    private readonly LostReadings _lost;
    private readonly Action _onCommitEnded;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Owned by whoever calls Advance.
    private PipelineState? _state;
    private PipelineProgress _committed;
    private long _countedTo;
    private bool _isFlushed;
    private bool _isWithdrawn;

    private volatile bool _stopping;
    private long _readings;

    public PipelineRunner(PipelineOptions options, IStore store, TimeProvider time)
    {
        _options = options;
        _store = store;
        _time = time;
        _writer = new RecordWriter(options.Name, options.IsPrivate);
        _retry = new PipelineRetry(options, time);
        _commits = new PipelineCommits(options, store, _writer);
        _start = new PipelineStart(options, store, _writer);
        _unfit = new UnfitReadings(options, time);
        _lost = new LostReadings(options.Name, time);
        _feed = new ReadingFeed(options, store, Process, _unfit.IsSuspect, _lost);
        _onCommitEnded = () => Ready?.Invoke(this);
        _snapshots = new PipelineSnapshots(options, time) { IsWanted = store.Progress(options.Name) is null };
        _committed = store.Progress(options.Name) ?? new PipelineProgress(0, 0, null);
        _countedTo = _committed.Cursor;
        store.Stored += OnStored;
    }

    /// <summary>Raised where <see cref="Advance"/> has something to do; on any thread, must not block.</summary>
    public event Action<PipelineRunner>? Ready;

    public string Name => _options.Name;

    /// <summary>Behind the last reading whose records are stored.</summary>
    public long Cursor => Volatile.Read(ref _committed).Cursor;

    /// <summary>Why it stands still, or null where it runs.</summary>
    public HealthCondition? Condition => _retry.Condition;

    /// <summary>Readings that were left out and why, while that is news; else null.</summary>
    public HealthCondition? Unfit => _unfit.Condition;

    /// <summary>Readings that are lost, while that is news; else null.</summary>
    public HealthCondition? Lost => _lost.Condition;

    /// <summary>Readings left out: of devices over the limit since it last started, and those that the steps cannot take since the start.</summary>
    public long ReadingsRefused => (_state?.Refused ?? 0) + _unfit.Count;

    /// <summary>What privacy budgets keep back; null while it stands still.</summary>
    public BudgetMeter? Budgets => _state?.Meters.Budgets;

    /// <summary>The pictures since it last started; null while it stands still.</summary>
    public PictureMeter? Pictures => _state?.Meters.Pictures;

    /// <summary>Values that came too late to be joined, since it last started.</summary>
    public long LateValues => _state?.Meters.Late.Dropped ?? 0;

    /// <summary>Readings processed since the start, those processed again after a failure left out.</summary>
    public long Readings => Volatile.Read(ref _readings);

    /// <summary>Readings of sources with <c>"durable": false</c> that came while it could not take them, since the start.</summary>
    public long ReadingsLost => _lost.Count;

    /// <summary>Records made since the start, alarms among them.</summary>
    public long Records => _writer.Written;

    public long Alarms => _writer.AlarmsWritten;

    /// <summary>Readings since the last snapshot.</summary>
    private long SinceSnapshot => _feed.Position - _committed.SnapshotCursor;

    /// <summary>Does one piece of work.</summary>
    /// <returns>True where there is more to do at once; false to wait for <see cref="Ready"/> or for time to pass.</returns>
    public bool Advance()
    {
        if (!Settle())
        {
            EndWhereFailed();
            return false;
        }
        if (_stopped.Task.IsCompleted || (_state is null && !TryStart())) return false;
        bool worked = false;
        if (!_stopping && !(_commits.IsInFlight && _writer.Bytes >= _options.BufferBytesMax)) worked = TryProcess();
        if (_state is not null && !_commits.IsInFlight && !_feed.IsReplaying) ForgetWhereAsked();
        if (_stopping && _state is not null && !_commits.IsInFlight && !_feed.IsReplaying) FlushOnce();
        if (_state is not null) TryCommit(snapshot: _stopping || _snapshots.IsDue(SinceSnapshot));
        if (_stopping && _commits.IsInFlight) WithdrawOnce();
        if (_stopping && !_commits.IsInFlight) _stopped.TrySetResult();
        return worked;
    }

    /// <summary>Takes no more readings, commits what is made with a snapshot, and is done then. <see cref="Advance"/> must go on being called.</summary>
    public Task StopAsync()
    {
        _stopping = true;
        Ready?.Invoke(this);
        return _stopped.Task;
    }

    /// <summary>Has the steps that learn on site forget what is normal and learn it anew. Done once that is stored: a crash later
    /// does not bring the old norm back.</summary>
    /// <returns>False where no step learns.</returns>
    public Task<bool> RelearnAsync()
    {
        var done = _relearn.Ask();
        Ready?.Invoke(this);
        return done;
    }

    public void Dispose()
    {
        _relearn.Cancel();
        _store.Stored -= OnStored;
        _feed.Close();
    }

    private void OnStored(ReadingBatch batch)
    {
        if (_feed.Offer(batch)) Ready?.Invoke(this);
    }

    // 1: settle
    private bool Settle()
    {
        if (!_commits.TryEnd(out var flight))
        {
            if (_stopping) WithdrawOnce();
            return _state is not null;
        }
        if (flight is null) return true;
        if (flight.Stored.IsCompletedSuccessfully)
        {
            Volatile.Write(ref _committed, flight.Progress);
            _retry.Passed(flight.Progress.Cursor);
            if (flight.Relearn is { } asked) _relearn.Answer(asked, learns: true);
            return true;
        }
        _writer.Discard();
        Fail("pipeline.store-failed", flight.Stored.Exception?.GetBaseException().Message ?? "The store gave up.", _committed.Cursor,
            "See the store's own condition; 'edgectl doctor' names it.");
        return false;
    }

    /// <summary>A pipeline that stops does not wait for room in a full outbox: what it has made it makes again when it starts.</summary>
    private void WithdrawOnce()
    {
        if (_isWithdrawn) return;
        _isWithdrawn = true;
        _store.Withdraw(Name);
    }

    private void EndWhereFailed()
    {
        if (_stopping && _state is null && !_commits.IsInFlight) _stopped.TrySetResult();
    }

    // 2: start
    private bool TryStart()
    {
        EndWhereFailed();
        if (_stopping || !_retry.IsDue || !_start.TryAsk(ref _committed)) return false;
        try
        {
            var state = _start.Make(_committed, out long position);
            _feed.Begin(position, _committed.Cursor);
            _snapshots.Begin();
            _state = state;
            return true;
        }
        catch (InvalidDataException e)
        {
            Fail("pipeline.state-damaged", e.Message, _committed.SnapshotCursor, $"Name the pipeline '{Name}' anew to start it from nothing.");
            return false;
        }
    }

    // 3: process
    private bool TryProcess()
    {
        long before = _feed.Position;
        _writer.Mark();
        try
        {
            return _feed.TryNext();
        }
        catch (UnfitReadingException)
        {
            // One of some cannot be taken, and the state is in the middle of them. From the last snapshot on the device's come one by one, so
            // that this one alone is left out, however they are cut into batches: the same readings make the same records.
            _writer.Undo();
            TryCommitRest();
            _state = null;
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _writer.Undo();
            Fail("pipeline.step-failed", e.Message, Math.Max(before, _feed.Position), $"Look at the readings and the steps of '{Name}': 'edgectl logs' has the details. It is tried again by itself.");
            return false;
        }
    }

    private void Process(ReadingBatch readings, bool isReplayed)
    {
        _writer.Suppressed = isReplayed;
        if (!isReplayed) _writer.ContinueFromAtLeast(_committed.Next);
        // Nothing but budgets depends on it: a reading that is processed again has been paid for by the same commit that told it, or not at all.
        if (_options.Steps.KeepsBudget) _state!.Meters.Budgets.NowUs = _time.NowUs();
        if (_unfit.IsSuspect(readings)) ProcessOne(readings);
        else ProcessAll(readings);
        Count(readings);
        // A failure in what comes behind takes back nothing of this.
        _writer.Mark();
    }

    private void ProcessAll(ReadingBatch readings)
    {
        try
        {
            _state!.Process(readings);
        }
        catch (UnfitReadingException)
        {
            _unfit.Suspect(readings);
            throw;
        }
    }

    private void ProcessOne(ReadingBatch reading)
    {
        try
        {
            _state!.ProcessOne(reading);
        }
        catch (UnfitReadingException e)
        {
            _writer.Undo();
            if (reading.FirstPosition >= _countedTo) _unfit.Add(reading.Device, e.Message, isAll: Readings == _unfit.Count);
        }
    }

    /// <summary>After a failure some come once more, be it that what they made was committed or not.</summary>
    private void Count(ReadingBatch readings)
    {
        long end = readings.FirstPosition + readings.Count;
        if (end <= _countedTo) return;
        Volatile.Write(ref _readings, _readings + end - Math.Max(readings.FirstPosition, _countedTo));
        _countedTo = end;
    }

    // 4: commit
    /// <summary>What the steps forget must be forgotten in a snapshot at once: a replay from an older one would process the readings
    /// behind it otherwise than they were.</summary>
    private void ForgetWhereAsked()
    {
        if (_relearn.Pending is not { } asked) return;
        if (!_state!.Recommission())
        {
            _relearn.Answer(asked, learns: false);
            return;
        }
        _snapshots.IsWanted = true;
        TryCommit(snapshot: true);
    }

    /// <summary>What the steps hold back goes out in one commit with the snapshot that holds it no longer.</summary>
    private void FlushOnce()
    {
        if (_isFlushed) return;
        _isFlushed = true;
        int before = _writer.Bytes;
        try
        {
            _writer.Suppressed = false;
            _writer.ContinueFromAtLeast(_committed.Next);
            _writer.Mark();
            _state!.Flush();
            _snapshots.IsWanted |= _writer.Bytes > before;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _writer.Undo();
            Fail("pipeline.step-failed", e.Message, _feed.Position, $"Look at the steps of '{Name}': 'edgectl logs' has the details.");
        }
    }

    private void TryCommit(bool snapshot)
    {
        snapshot |= _options.Steps.KeepsBudget && !_writer.IsEmpty;
        bool canSnapshot = snapshot && _state is not null && !_feed.IsReplaying && _snapshots.HasNews(SinceSnapshot);
        if (_commits.IsInFlight && (_writer.Alarms.Count > 0 || _stopping || _writer.Bytes >= _options.BufferBytesMax)) _store.Hasten();
        if (_commits.IsInFlight || (_writer.IsEmpty && !canSnapshot)) return;
        byte[]? state = canSnapshot ? _state!.Save() : null;
        if (canSnapshot) _snapshots.Taken();
        var progress = (state is null ? _committed with { Cursor = _feed.Position } : new PipelineProgress(_feed.Position, _feed.Position, state)) with { Next = _writer.Next };
        // One that stopping has found on its way may have been stored since.
        _isWithdrawn = false;
        _commits.Begin(progress, state, state is null ? null : _relearn.Pending, _onCommitEnded);
    }

    /// <summary>Stands still until it is time to try again. What was made before the failure is still committed.</summary>
    private void Fail(string code, string text, long position, string remedy)
    {
        _retry.Failed(new HealthCondition(code, HealthSeverity.Error, $"pipelines.{Name}", text, remedy), position);
        TryCommitRest();
        _state = null;
    }

    private void TryCommitRest()
    {
        if (!_commits.IsInFlight && !_options.Steps.KeepsBudget) TryCommit(snapshot: false);
        // Records go with what they have spent of a budget, which the steps, stopped in the middle of a batch, cannot tell.
        // Behind a commit in flight it cannot wait without a state; it is made again from the stored readings.
        else _writer.Discard();
    }
}
