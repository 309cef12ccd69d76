namespace EdgeAppliance.Storage.Outbox;

/// <summary>What waits for the store's thread. Whoever adds while it is full waits; what comes while one group is being stored shares the
/// next group, so that the slower the disk is, the more share a sync.</summary>
internal sealed class WorkQueue(long bytesMax)
{
    /// <summary>A larger group would keep the ones behind it waiting for more than it saves.</summary>
    private const long GroupBytesMax = 2 << 20;
    private const int GroupItemsMax = 8192;

    private readonly object _gate = new();
    private readonly Queue<WorkGroup> _groups = new();
    private WorkGroup? _open;
    private long _bytes;
    private bool _woken;
    private bool _closed;
    private Exception? _refusal;

    /// <summary>Bytes that wait.</summary>
    public long Bytes
    {
        get { lock (_gate) return _bytes; }
    }

    /// <summary>Why nothing is taken, or null where the store is in order.</summary>
    public Exception? Refusal
    {
        get { lock (_gate) return _refusal; }
    }

    /// <param name="done">Done with the group that the item has come into; faulted where it was not taken.</param>
    /// <returns>False where the store is out of order and the item needs it to be in order.</returns>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public bool TryAdd(in WorkItem item, out Task done)
    {
        lock (_gate)
        {
            while (_bytes > 0 && _bytes + item.Bytes > bytesMax && !_closed && !IsRefused_NeedsLock(item)) Monitor.Wait(_gate);
            ObjectDisposedException.ThrowIf(_closed, typeof(LiteStore));
            if (IsRefused_NeedsLock(item))
            {
                done = Task.FromException(_refusal!);
                return false;
            }
            var group = OpenGroup_NeedsLock(item.Bytes);
            group.Add(item);
            _bytes += item.Bytes;
            if (group.Items.Count == 1) Monitor.PulseAll(_gate);
            done = group.Done;
            return true;
        }
    }

    /// <summary>The oldest group, or null where there is none until <see cref="Wake"/> is called.</summary>
    /// <param name="closed">True where none will come any more.</param>
    public WorkGroup? Take(out bool closed)
    {
        lock (_gate)
        {
            while (_groups.Count == 0 && !_woken && !_closed) Monitor.Wait(_gate);
            _woken = false;
            closed = _closed && _groups.Count == 0;
            if (!_groups.TryDequeue(out var group)) return null;
            if (group == _open) _open = null;
            return group;
        }
    }

    /// <summary>The group holds no more of the queue's memory.</summary>
    public void Finish(WorkGroup group)
    {
        lock (_gate)
        {
            _bytes -= group.Bytes;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Lets <see cref="Take"/> return, be there work or not.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _woken = true;
            Monitor.PulseAll(_gate);
        }
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
    }

    private bool IsRefused_NeedsLock(in WorkItem item) => _refusal is not null && item.Kind is not (WorkKind.Pass or WorkKind.SetPipelines);

    private WorkGroup OpenGroup_NeedsLock(int bytes)
    {
        if (_open is { } open && open.Bytes + bytes <= GroupBytesMax && open.Items.Count < GroupItemsMax) return open;
        _open = new WorkGroup();
        _groups.Enqueue(_open);
        return _open;
    }
}
