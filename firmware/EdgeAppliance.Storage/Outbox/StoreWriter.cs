using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox.Limits;
using EdgeAppliance.Storage.Outbox.Salvage;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>The store's one thread. For each group of work: 1 one transaction; 2 one sync; 3 tell those who wait;
/// 4 hand on the readings and say that there are records. Between groups it trims, and copies the log where it is long or nothing comes.</summary>
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

    // The thread's own.
    private List<WorkItem> _applying = [];
    private readonly Action<StoreTransaction> _apply;
    private readonly Action<StoreTransaction> _trim;
    private readonly Func<Action<StoreTransaction>, bool> _commit;
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
        _apply = work => _contents.Apply(work, _applying);
        _trim = _contents.Trim;
        _commit = work => _files.Commit(work) is null;
        _thread = new Thread(Run) { IsBackground = true, Name = "store" };
    }

    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(2);

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
            if (group is not null) Work(group);
            else if (closed) break;
            else Rest();
            _files.CheckWhereReported();
            if (_files.IsOpen && _rescue.IsPending && _rescue.Advance(_commit)) Added?.Invoke();
            _counters.OnMoved();
        }
        _limits.Gate.Fail([], new ObjectDisposedException(nameof(LiteStore)));
        _rescue.Dispose();
        _files.Close();
    }

    private void Work(WorkGroup group)
    {
        _busyAt = _time.GetTimestamp();
        _applying = group.Items;
        TakeUpPipelines(group.Items);
        bool needsDisk = NeedsDisk(group.Items);
        var failure = needsDisk ? _files.Commit(_apply) : Place(group.Items); // 1, 2
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
