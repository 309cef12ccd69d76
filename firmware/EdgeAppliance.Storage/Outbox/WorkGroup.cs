namespace EdgeAppliance.Storage.Outbox;

/// <summary>What shares a transaction, a sync and the one task that all who asked for it wait for.</summary>
internal sealed class WorkGroup
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<WorkItem> Items { get; } = [];

    public long Bytes { get; private set; }

    /// <summary>Of those, the bytes of readings.</summary>
    public long ReadingsBytes { get; private set; }

    public bool HasReadings { get; private set; }

    /// <summary>False where it holds nothing but readings that are passed.</summary>
    public bool NeedsSync { get; private set; }

    public Task Done => _done.Task;

    public void Add(in WorkItem item)
    {
        Items.Add(item);
        NeedsSync |= !item.NeedsNoSync;
        HasReadings |= item.Kind is WorkKind.Append or WorkKind.Pass;
        Bytes += item.Bytes;
        if (item.Kind == WorkKind.Append) ReadingsBytes += item.Bytes;
    }

    public void Complete() => _done.TrySetResult();

    public void Fail(Exception why)
    {
        _done.TrySetException(why);
        // Whoever has no acknowledgement to give never looks at the task.
        _ = _done.Task.Exception;
    }
}
