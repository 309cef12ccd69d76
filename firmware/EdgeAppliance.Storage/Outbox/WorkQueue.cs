using EdgeAppliance.Storage.Outbox.Limits;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>What waits for the store's thread. Whoever adds while it is full waits; what comes while one group is being stored shares the
/// next group, so that the slower the disk is, the more share a sync. What nobody waits for lingers, until something else needs a sync.</summary>
/// <param name="waitsForRoom">Whether producers of readings for which there is no room wait, or are refused.</param>
/// <param name="linger">How long it may linger.</param>
internal sealed class WorkQueue(long bytesMax, bool waitsForRoom, TimeSpan linger, TimeProvider time)
{
    /// <summary>A larger group would keep the ones behind it waiting for more than it saves.</summary>
    private const long GroupBytesMax = 2 << 20;
    private const int GroupItemsMax = 8192;

    /// <summary>A source that waits for its batches to come back has some 64 of them.</summary>
    private const int LingerItemsMax = 32;

    /// <summary>How long the thread sleeps where nothing lingers, unless it is woken.</summary>
    private static readonly TimeSpan s_long = TimeSpan.FromHours(1);

    private readonly object _gate = new();
    private readonly FutexEvent _work = new();
    private readonly Queue<WorkGroup> _groups = new();
    private readonly ReadingsRoom _readings = new();
    private WorkGroup? _open;
    private WorkGroup? _lingering;
    private long _lingersSince;
    private int _waiting;
    private long _bytes;
    private bool _waitsForRoom = waitsForRoom;
    private long _heldBack;
    private bool _woken;
    private bool _mustSignal;
    private bool _closed;
    private Exception? _refusal;

    /// <summary>Why nothing is taken, or null where the store is in order.</summary>
    public Exception? Refusal
    {
        get { lock (_gate) return _refusal; }
    }

    /// <summary>How often readings had to wait or were refused because there was no room for them.</summary>
    public long ReadingsHeldBack
    {
        get { lock (_gate) return _heldBack; }
    }

    /// <param name="done">Done with the group that the item has come into; faulted where it was not taken.</param>
    /// <returns>False where the store is out of order and the item needs it to be in order.</returns>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public bool TryAdd(in WorkItem item, out Task done) => TryAdd(item, new ReadOnlySpan<WorkItem>(in item), out done);

    /// <summary>Adds items that share a transaction; one at least.</summary>
    public bool TryAdd(ReadOnlySpan<WorkItem> items, out Task done) => TryAdd(WorkItem.Together(items), items, out done);

    /// <summary>The oldest group, or null where there is none until <see cref="Wake"/> is called, or none now.</summary>
    /// <param name="closed">True where none will come any more.</param>
    public WorkGroup? Take(bool mayWait, out bool closed)
    {
        while (mayWait && HowLongToWait() is var limit && limit > TimeSpan.Zero) _work.Wait(limit);
        lock (_gate)
        {
            _woken = false;
            if (_closed || LingerLeft_NeedsLock <= TimeSpan.Zero) Release_NeedsLock();
            closed = _closed && _groups.Count == 0;
            if (!_groups.TryDequeue(out var group)) return null;
            if (group == _open) _open = null;
            return group;
        }
    }

    /// <summary>The group that an item makes with what lingers, for who brings it to work on.</summary>
    /// <returns>Null, and nothing was added, where other work waits or is under way, the item may linger, or readings do: whoever is handed
    /// those expects the store's thread.</returns>
    public WorkGroup? TryTake(in WorkItem item)
    {
        lock (_gate)
        {
            long lingers = _lingering?.Bytes ?? 0;
            if (_bytes > lingers || _groups.Count > 0 || _closed || _refusal is not null || MustWait_NeedsLock(item) || MayLinger_NeedsLock(item)) return null;
            if (_lingering is { } with && (with.HasReadings || !HasRoom(with, item))) return null;
            var group = _lingering ?? new WorkGroup();
            _lingering = null;
            Add_NeedsLock(group, item);
            return group;
        }
    }

    /// <summary>The group holds no more of the queue's memory.</summary>
    public void Finish(WorkGroup group)
    {
        lock (_gate)
        {
            _bytes -= group.Bytes;
            _readings.Remove(group);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>What lingers is stored at once.</summary>
    public void Hasten()
    {
        lock (_gate) Release_NeedsLock();
        Signal();
    }

    /// <summary>How many bytes of readings fit beside those that are stored.</summary>
    /// <param name="areEmpty">None is stored: then one batch fits, however large it is.</param>
    public void SetReadingsRoom(long bytes, bool areEmpty)
    {
        lock (_gate)
            if (_readings.Set(bytes, areEmpty)) Monitor.PulseAll(_gate);
    }

    /// <summary>Readings for which there is no room are refused from now on, those that wait for it among them.</summary>
    public void RefuseWhereFull()
    {
        lock (_gate)
        {
            _waitsForRoom = false;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Lets <see cref="Take"/> return, be there work or not.</summary>
    public void Wake()
    {
        lock (_gate) _woken = true;
        _work.Set();
    }

    /// <summary>While the store is out of order, whoever adds is told why at once.</summary>
    /// <param name="why">Null where it is in order again.</param>
    public void Refuse(Exception? why)
    {
        lock (_gate)
        {
            _refusal = why;
            Monitor.PulseAll(_gate);
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
        _work.Set();
    }

    /// <param name="item">Stands for all of <paramref name="parts"/>.</param>
    private bool TryAdd(in WorkItem item, ReadOnlySpan<WorkItem> parts, out Task done)
    {
        lock (_gate)
        {
            if (!_readings.Has(item)) HoldBack_NeedsLock();
            while (MustWait_NeedsLock(item) && !_closed && !IsRefused_NeedsLock(item)) WaitForRoom_NeedsLock();
            ObjectDisposedException.ThrowIf(_closed, typeof(LiteStore));
            if (IsRefused_NeedsLock(item) || !_readings.Has(item))
            {
                done = Task.FromException(_refusal ?? new OutboxFullException("There is no room for readings: pipelines still need those that are stored."));
                return false;
            }
            var group = GroupFor_NeedsLock(item);
            foreach (ref readonly var part in parts) Add_NeedsLock(group, part);
            done = item.Own?.Task ?? group.Done;
        }
        Signal();
        return true;
    }

    private void Add_NeedsLock(WorkGroup group, in WorkItem item)
    {
        group.Add(item);
        _bytes += item.Bytes;
        _readings.Add(item);
    }

    private bool MustWait_NeedsLock(in WorkItem item) => (_bytes > 0 && _bytes + item.Bytes > bytesMax) || (_waitsForRoom && !_readings.Has(item));

    private bool IsRefused_NeedsLock(in WorkItem item) => _refusal is not null && item.Kind is not (WorkKind.Pass or WorkKind.SetPipelines or WorkKind.Withdraw);

    private TimeSpan LingerLeft_NeedsLock => linger - time.GetElapsedTime(_lingersSince);

    private WorkGroup GroupFor_NeedsLock(in WorkItem item)
    {
        if (MayLinger_NeedsLock(item))
        {
            if (_lingering is null) BeginToLinger_NeedsLock();
            if (_lingering!.Items.Count < LingerItemsMax && HasRoom(_lingering, item)) return _lingering;
        }
        if (!item.NeedsNoSync) Release_NeedsLock();
        if (_open is { } open && HasRoom(open, item)) return open;
        return Ready_NeedsLock(new WorkGroup());
    }

    private static bool HasRoom(WorkGroup group, in WorkItem item) =>
        group.Items.Count == 0 || (group.Bytes + item.Bytes <= GroupBytesMax && group.Items.Count < GroupItemsMax);

    // Whoever waits for room waits for what lingers, and what goes into a sync that comes anyway saves none by waiting.
    private bool MayLinger_NeedsLock(in WorkItem item) => item.MayLinger && linger > TimeSpan.Zero && _waiting == 0 && _open is not { NeedsSync: true };

    private void BeginToLinger_NeedsLock()
    {
        _lingering = new WorkGroup();
        _lingersSince = time.GetTimestamp();
        _mustSignal = true;
    }

    private void Release_NeedsLock()
    {
        if (_lingering is not { } group) return;
        _lingering = null;
        Ready_NeedsLock(group);
    }

    private WorkGroup Ready_NeedsLock(WorkGroup group)
    {
        _open = group;
        _groups.Enqueue(group);
        _mustSignal = true;
        return group;
    }

    // Not below the lock: the thread that wakes takes it first of all.
    private void Signal()
    {
        if (!Volatile.Read(ref _mustSignal)) return;
        Volatile.Write(ref _mustSignal, false);
        _work.Set();
    }

    /// <returns>Zero or less where there is something to do.</returns>
    private TimeSpan HowLongToWait()
    {
        lock (_gate)
        {
            if (_groups.Count > 0 || _woken || _closed) return TimeSpan.Zero;
            return _lingering is null ? s_long : LingerLeft_NeedsLock;
        }
    }

    private void WaitForRoom_NeedsLock()
    {
        _waiting++;
        Release_NeedsLock();
        // Whoever waits here gives the lock free at once.
        _work.Set();
        Monitor.Wait(_gate);
        _waiting--;
    }

    private void HoldBack_NeedsLock()
    {
        _heldBack++;
        Release_NeedsLock();
        _work.Set();
    }
}
