using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;
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
    private readonly LiveQueue _queue;
    private readonly RecordWriter _writer;
    private readonly PipelineRetry _retry;
    private readonly PipelineCommits _commits;
    private readonly RelearnRequest _relearn = new();
    private readonly Action _onCommitEnded;
    private readonly Action<ReadingBatch> _onRead;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Owned by whoever calls Advance.
    private PipelineState? _state;
    private PipelineProgress _committed;
    private readonly BatchSlice _slice = new();
    private CatchUp _catchUp = CatchUp.Reading;
    private long _position;
    private long _suppressedTo;
    private long _snapshotAt;
    private bool _isNew;
    private bool _isFlushed;

    private volatile bool _stopping;
    private long _readings;

    public PipelineRunner(PipelineOptions options, IStore store, TimeProvider time)
    {
        _options = options;
        _store = store;
        _time = time;
        _queue = new LiveQueue(options.From, options.QueueBatchesMax);
        _writer = new RecordWriter(options.Name, options.IsPrivate);
        _retry = new PipelineRetry(options, time);
        _commits = new PipelineCommits(options, store, _writer);
        _onRead = Process;
        _onCommitEnded = () => Ready?.Invoke(this);
        _isNew = store.Progress(options.Name) is null;
        _committed = store.Progress(options.Name) ?? new PipelineProgress(0, 0, null);
        store.Stored += OnStored;
    }

    /// <summary>Raised where <see cref="Advance"/> has something to do; on any thread, must not block.</summary>
    public event Action<PipelineRunner>? Ready;

    public string Name => _options.Name;

    /// <summary>Behind the last reading whose records are stored.</summary>
    public long Cursor => Volatile.Read(ref _committed).Cursor;

    /// <summary>Why it stands still, or null where it runs.</summary>
    public HealthCondition? Condition => _retry.Condition;

    public long ReadingsRefused => _state?.Refused ?? 0;

    /// <summary>What privacy budgets keep back; null while it stands still.</summary>
    public Steps.BudgetMeter? Budgets => _state?.Meters.Budgets;

    /// <summary>The pictures since it last started; null while it stands still.</summary>
    public Steps.PictureMeter? Pictures => _state?.Meters.Pictures;

    /// <summary>Values that came too late to be joined, since it last started.</summary>
    public long LateValues => _state?.Meters.Late.Dropped ?? 0;

    /// <summary>Readings processed since the start, those processed again after a failure left out.</summary>
    public long Readings => Volatile.Read(ref _readings);

    /// <summary>Records made since the start, alarms among them.</summary>
    public long Records => _writer.Written;

    public long Alarms => _writer.AlarmsWritten;

    /// <summary>Does one piece of work.</summary>
    /// <returns>True where there is more to do at once; false to wait for <see cref="Ready"/> or for time to pass.</returns>
    public bool Advance()
    {
        if (!Settle()) return false;
        if (_stopped.Task.IsCompleted || (_state is null && !TryStart())) return false;
        bool worked = false;
        if (!_stopping && !(_commits.IsInFlight && _writer.Bytes >= _options.BufferBytesMax)) worked = TryProcess();
        if (_state is not null && !_commits.IsInFlight && _position >= _suppressedTo) ForgetWhereAsked();
        if (_stopping && _state is not null && !_commits.IsInFlight && _position >= _suppressedTo) FlushOnce();
        if (_state is not null) TryCommit(snapshot: _stopping || SnapshotIsDue());
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
        _queue.Close();
    }

    private void OnStored(ReadingBatch batch)
    {
        if (_queue.Offer(batch)) Ready?.Invoke(this);
    }

    // 1: settle
    private bool Settle()
    {
        if (!_commits.TryEnd(out var flight)) return _state is not null;
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

    // 2: start
    private bool TryStart()
    {
        if (_stopping && !_commits.IsInFlight) _stopped.TrySetResult();
        if (_stopping || !_retry.IsDue || !TryAskProgress()) return false;
        var state = new PipelineState(_options, _writer);
        _writer.ContinueFrom(1, 1);
        _position = _committed.SnapshotCursor;
        _suppressedTo = _committed.Cursor;
        try
        {
            if (_committed.Snapshot is { } snapshot && !state.Load(snapshot)) TakeUpOtherSteps();
            if (_committed.NumbersFrom > _writer.NextRecord) state.ForgetBudgets();
            _writer.ContinueFrom(Math.Max(_writer.NextRecord, _committed.NumbersFrom), Math.Max(_writer.NextAlarm, _committed.NumbersFrom));
        }
        catch (InvalidDataException e)
        {
            Fail("pipeline.state-damaged", e.Message, _position, $"Name the pipeline '{Name}' anew to start it from nothing.");
            return false;
        }
        _queue.Close();
        _catchUp = CatchUp.Reading;
        _snapshotAt = _time.GetTimestamp();
        _state = state;
        return true;
    }

    /// <summary>What was committed may be gone: a store that was damaged begins anew with what it could save.</summary>
    private bool TryAskProgress()
    {
        try
        {
            if (_store.Progress(Name) is { } progress) Volatile.Write(ref _committed, progress);
            return true;
        }
        catch (IOException)
        {
            // It is not open yet.
            return false;
        }
    }

    /// <summary>The steps were changed. What they did between the snapshot and the cursor is not known, so that many numbers are left
    /// out: a hole in the sequence tells of itself, a number given twice does not.</summary>
    private void TakeUpOtherSteps()
    {
        long unknown = _committed.Cursor - _committed.SnapshotCursor;
        _writer.ContinueFrom(_writer.NextRecord + unknown, _writer.NextAlarm + unknown * Steps.StepCatalog.StepsMax);
        _position = _committed.Cursor;
    }

    // 3: process
    private bool TryProcess()
    {
        long before = _position;
        _writer.Mark();
        try
        {
            if (_catchUp != CatchUp.Done) return ReadStored();
            if (_queue.Take(ref _position, out bool open) is not { } batch)
            {
                if (!open) _catchUp = CatchUp.Reading;
                return !open;
            }
            try
            {
                Process(batch);
            }
            finally
            {
                batch.Release();
            }
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _writer.Undo();
            Fail("pipeline.step-failed", e.Message, Math.Max(before, _position), $"Look at the readings and the steps of '{Name}': 'edgectl logs' has the details. It is tried again by itself.");
            return false;
        }
    }

    private bool ReadStored()
    {
        long before = _position;
        long reached = _store.Read(_position, _options.ReadRowsMax, _onRead);
        _position = Math.Max(_position, reached);
        if (_position > before) return true;
        if (_catchUp == CatchUp.Reading) _queue.Open();
        // What was stored before the queue opened is read once more after it did.
        _catchUp = _catchUp == CatchUp.Reading ? CatchUp.Last : CatchUp.Done;
        return true;
    }

    private void Process(ReadingBatch batch)
    {
        long first = Math.Max(batch.FirstPosition, _position);
        long end = batch.FirstPosition + batch.Count;
        if (end <= _position) return;
        if (_options.From.Contains(batch.Source))
        {
            if (first < _suppressedTo && end > _suppressedTo)
            {
                Process(batch, first, _suppressedTo);
                first = _suppressedTo;
            }
            Process(batch, first, end);
        }
        _position = end;
    }

    private void Process(ReadingBatch batch, long first, long end)
    {
        _writer.Suppressed = end <= _suppressedTo;
        if (!_writer.Suppressed) Volatile.Write(ref _readings, _readings + end - first);
        _writer.Mark();
        // Nothing but budgets depends on it: a reading that is processed again has been paid for by the same commit that told it, or not at all.
        if (_options.Steps.KeepsBudget) _state!.Meters.Budgets.NowUs = _time.NowUs();
        _state!.Process(_slice.Of(batch, (int)(first - batch.FirstPosition), (int)(end - first)));
        _position = end;
    }

    // 4: commit
    /// <summary>What the steps forget must be forgotten in a snapshot at once: a replay from an older one would process the readings
    /// behind it otherwise than they were.</summary>
    private void ForgetWhereAsked()
    {
        if (_relearn.Pending is not { } asked) return;
        bool any = false;
        foreach (var step in _state!.Steps)
            if (step is Steps.Normalize learnt) any |= learnt.Recommission();
        if (!any)
        {
            _relearn.Answer(asked, learns: false);
            return;
        }
        _isNew = true;
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
            _writer.Mark();
            _state!.Flush();
            _isNew |= _writer.Bytes > before;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _writer.Undo();
            Fail("pipeline.step-failed", e.Message, _position, $"Look at the steps of '{Name}': 'edgectl logs' has the details.");
        }
    }

    private bool SnapshotIsDue() =>
        _isNew || (_position > _committed.SnapshotCursor && _position >= _suppressedTo
            && (_position - _committed.SnapshotCursor >= _options.SnapshotReadings || _time.GetElapsedTime(_snapshotAt) >= _options.SnapshotEvery));

    private void TryCommit(bool snapshot)
    {
        snapshot |= _options.Steps.KeepsBudget && !_writer.IsEmpty;
        bool canSnapshot = snapshot && _state is not null && _position >= _suppressedTo && (_isNew || _position > _committed.SnapshotCursor);
        if (_commits.IsInFlight && (_writer.Alarms.Count > 0 || _stopping || _writer.Bytes >= _options.BufferBytesMax)) _store.Hasten();
        if (_commits.IsInFlight || (_writer.IsEmpty && !canSnapshot)) return;
        byte[]? state = canSnapshot ? _state!.Save() : null;
        if (canSnapshot) (_snapshotAt, _isNew) = (_time.GetTimestamp(), false);
        var progress = state is null ? _committed with { Cursor = _position } : new PipelineProgress(_position, _position, state);
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
