using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox.Limits;
using EdgeAppliance.Storage.Outbox.Salvage;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>The store's one thread. For each group of work: 1 one transaction; 2 one sync; 3 tell those who wait;
/// 4 hand on the readings and say that there are records. Between groups it trims, and copies the log where it is long or nothing comes.
/// While it sleeps, and the disk is quick, who brings work does the same in its place.</summary>
/// <remarks>Whoever holds <see cref="_turn"/> is the store's thread.</remarks>
internal sealed class StoreWriter
{
    private readonly WorkQueue _queue;
    private readonly StoreFiles _files;
    private readonly StoreContents _contents;
    private readonly StoreLimits _limits;
    private readonly Rescue _rescue;
    private readonly StoreCounters _counters;
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _started = new();
    private Exception? _startFailure;
    private readonly object _turn = new();
    private volatile bool _isWanted;

    // Guarded by _turn.
    private List<WorkItem> _applying = [];
    private readonly Action<StoreTransaction> _apply;
    private readonly Action<StoreTransaction> _trim;
    private readonly Func<Action<StoreTransaction>, bool> _commit;
    private readonly CommitPace _pace;
    private long _busyAt;

    public StoreWriter(WorkQueue queue, StoreFiles files, StoreContents contents, StoreLimits limits, Rescue rescue, StoreSurroundings around)
    {
        _queue = queue;
        _files = files;
        _contents = contents;
        _limits = limits;
        _rescue = rescue;
        _counters = around.Counters;
        _time = around.Time;
        _pace = new CommitPace(around.Time);
        _apply = work => _contents.Apply(work, _applying);
        _trim = _contents.Trim;
        _commit = work => _files.Commit(work) is null;
        _thread = new Thread(Run) { IsBackground = true, Name = "store" };
    }

    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Where commits take less than this, who brings one makes it.</summary>
    public TimeSpan QuickCommit { get; init; }

    public Action<ReadingBatch>? Stored { get; set; }

    public Action? Added { get; set; }

    /// <summary>Returns once the files were opened, or could not be.</summary>
    /// <exception cref="StoreKeyException">The files belong to another key.</exception>
    public void Start()
    {
        _thread.Start();
        _started.Wait();
        if (_startFailure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_startFailure);
    }

    /// <summary>Returns once the queue, which must be closed, is worked off and the files are closed.</summary>
    public void Join() => _thread.Join();

    private void Run()
    {
        try
        {
            _files.TryOpen(patient: false);
        }
        catch (StoreKeyException e)
        {
            _startFailure = e;
            return;
        }
        finally
        {
            _started.Set();
        }
        _busyAt = _time.GetTimestamp();
        while (true)
        {
            var group = _queue.Take(mayWait: !(_files.IsOpen && _rescue.IsPending), out bool closed);
            if (group is null && closed) break;
            TakeTurn(group);
        }
        lock (_turn)
        {
            _limits.Gate.Fail([], new ObjectDisposedException(nameof(LiteStore)));
            _rescue.Dispose();
            _files.Close();
        }
    }

    /// <summary>Makes the commit that an item needs on the calling thread, where nothing else waits and commits are quick: waking the
    /// store's thread, and being woken by it, would take half as long again.</summary>
    /// <returns>Done as the queue would do it; null where the item must go there.</returns>
    public Task? TryWorkHere(in WorkItem item)
    {
        // Whoever is told of what was stored may store more at once.
        if (!_pace.IsBelow(QuickCommit) || _isWanted || Monitor.IsEntered(_turn) || !Monitor.TryEnter(_turn)) return null;
        try
        {
            if (!_files.IsOpen || _rescue.IsPending || _queue.TryTake(item) is not { } group) return null;
            Work(group);
            return item.Own?.Task ?? group.Done;
        }
        finally
        {
            Monitor.Exit(_turn);
        }
    }

    private void TakeTurn(WorkGroup? group)
    {
        // Those who come and go in its place would keep it waiting.
        _isWanted = true;
        lock (_turn)
        {
            _isWanted = false;
            if (group is not null) Work(group);
            else Rest();
            _files.CheckWhereReported();
            if (_files.IsOpen && _rescue.IsPending && _rescue.Advance(_commit)) Added?.Invoke();
        }
        _counters.OnMoved();
    }

    private void Work(WorkGroup group)
    {
        _busyAt = _time.GetTimestamp();
        _applying = group.Items;
        TakeUpPipelines(group.Items);
        bool needsDisk = NeedsDisk(group.Items);
        var failure = needsDisk ? Commit() : Place(group.Items); // 1, 2
        bool added = failure is null && _contents.PublishTouched();
        if (needsDisk && failure is null) _limits.Gate.Settle();
        if (_files.IsOpen) _limits.Update(_contents, _queue);
        _queue.Finish(group);
        if (needsDisk) Settle(group.Items, failure);
        Withdraw(group.Items);
        if (failure is null) group.Complete(); // 3
        else group.Fail(failure);
        HandOn(group.Items, failure is not null); // 4
        if (added) Added?.Invoke();
        _files.Checkpoint(idle: false);
    }

    private Exception? Commit()
    {
        long since = _pace.Begin();
        var failure = _files.Commit(_apply);
        _pace.End(since);
        return failure;
    }

    /// <summary>Which pipelines there are holds whatever becomes of the transaction, and while the disk is in trouble.</summary>
    private void TakeUpPipelines(List<WorkItem> items)
    {
        foreach (var item in items)
            if (item.Kind == WorkKind.SetPipelines) _contents.SetPipelines((PipelineSet)item.Subject);
    }

    private void Settle(List<WorkItem> items, Exception? failure)
    {
        if (failure is not null)
        {
            _limits.Gate.Fail(items, failure);
            return;
        }
        _limits.Gate.Tell();
        _counters.OnRecordsStored(_contents.RecordsAdded);
    }

    private void Rest()
    {
        if (!_files.IsOpen && !_files.TryOpen(patient: true)) return;
        if (_contents.TrimIsDue && _files.Commit(_trim) is null) _contents.PublishTouched();
        if (!_files.IsOpen) return;
        _limits.Update(_contents, _queue);
        if (_contents.WaitingFits) Work(new WorkGroup());
        if (_time.GetElapsedTime(_busyAt) >= IdleAfter) _files.Checkpoint(idle: true);
    }

    private bool NeedsDisk(List<WorkItem> items)
    {
        foreach (var item in items)
            if (item.Kind is WorkKind.Commit or WorkKind.Acknowledge or WorkKind.DropLane || _contents.IsKept(item)) return true;
        return items.Count == 0;
    }

    private Exception? Place(List<WorkItem> items)
    {
        _contents.Place(items);
        return null;
    }

    private void Withdraw(List<WorkItem> items)
    {
        foreach (var item in items)
            if (item.Kind == WorkKind.Withdraw && _limits.Gate.Withdraw((string)item.Subject) && _files.IsOpen) _limits.Update(_contents, _queue);
    }

    private void HandOn(List<WorkItem> items, bool failed)
    {
        long stored = 0;
        foreach (var item in items)
        {
            if (item.Subject is not ReadingBatch batch) continue;
            if (item.Kind == WorkKind.Pass) _counters.OnPassed(batch.Count);
            else if (failed) _counters.OnRefused(batch.Count);
            else stored += batch.Count;
            if (!failed || item.Kind == WorkKind.Pass) Stored?.Invoke(batch);
            batch.Release();
        }
        _counters.OnReadingsStored(stored);
    }
}
