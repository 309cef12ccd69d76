namespace EdgeAppliance.Storage.Outbox;

/// <summary>How many bytes of readings fit beside those that are stored, and how many of them wait.</summary>
/// <remarks>Guarded by the queue's lock.</remarks>
internal sealed class ReadingsRoom
{
    private long _waiting;
    private long _room = long.MaxValue;
    private bool _isEmpty = true;

    /// <summary>An empty store takes one batch, however large it is.</summary>
    public bool Has(in WorkItem item) => item.Kind != WorkKind.Append || _waiting + item.Bytes <= _room || (_isEmpty && _waiting == 0);

    public void Add(in WorkItem item)
    {
        if (item.Kind == WorkKind.Append) _waiting += item.Bytes;
    }

    public void Remove(WorkGroup group) => _waiting -= group.ReadingsBytes;

    /// <param name="isEmpty">No reading is stored.</param>
    /// <returns>True where something may fit now that did not before.</returns>
    public bool Set(long bytes, bool isEmpty)
    {
        bool grows = bytes > _room || isEmpty;
        (_room, _isEmpty) = (bytes, isEmpty);
        return grows;
    }
}
