using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Merges the single readings of many producers into batches for the store. While one group is being stored the next
/// one fills, so that the slower the disk is, the more readings share a sync; a reading allocates nothing of its own.</summary>
/// <remarks>Any thread adds; a thread of its own hands over, because a <see cref="ReadingSink"/> may block.</remarks>
internal sealed class SourceAccumulator : IDisposable
{
    private const int BatchRowsMin = 16;
    private const int BatchRowsMax = 4096;

    /// <summary>Of what comes with a group's rows; one row may have more.</summary>
    private const long GroupBytesMax = 4 << 20;

    private readonly ReadingSink _sink;
    private readonly int _rowsMax;
    private readonly Thread _thread;
    private readonly SemaphoreSlim _filled = new(0, 1);
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private AccumulatorGroup _group = new();
    private bool _stopping;

    // The accumulator's own thread.
    private readonly List<Task> _commits = [];

    /// <param name="source">The source's name, which the batches carry.</param>
    /// <param name="rowsMax">Readings that one group takes; at it producers wait for the next.</param>
    public SourceAccumulator(string source, ReadingSink sink, int rowsMax = 8192)
    {
        Source = source;
        _sink = sink;
        _rowsMax = rowsMax;
        _thread = new Thread(HandOverUntilStopped) { IsBackground = true, Name = $"ingest {source}" };
        _thread.Start();
    }

    public string Source { get; }

    /// <summary>Takes the groups that keys came with.</summary>
    public KeyedSink? Keyed { get; init; }

    /// <summary>Adds one reading, behind all those added before it.</summary>
    /// <param name="stored">Done once the reading is on stable storage; where false is returned, done once it is worth trying again.</param>
    /// <returns>False where the group is full: nothing was taken.</returns>
    /// <exception cref="ObjectDisposedException">The source has stopped.</exception>
    public bool TryAdd(DeviceStream device, ChannelSet channels, long timeUs, ReadOnlySpan<double> values, out Task stored) =>
        TryAdd(device, channels, new ReadOnlySpan<long>(in timeUs), values, out stored);

    /// <summary>Likewise one with what came with it.</summary>
    public bool TryAdd(DeviceStream device, in ReadingRow row, out Task stored)
    {
        bool first;
        lock (_lock)
        {
            if (Enter_NeedsLock(1, out stored, row.Blob?.Length ?? 0) is not { } group) return false;
            Append_NeedsLock(group, device, row);
            first = Count_NeedsLock(group, 1);
        }
        if (first) _filled.Release();
        return true;
    }

    /// <summary>Adds readings of one payload, all into one group: they are stored together or not at all.</summary>
    /// <param name="values">[readings, channels]; more than a group takes get a group of their own.</param>
    /// <inheritdoc cref="TryAdd(DeviceStream, ChannelSet, long, ReadOnlySpan{double}, out Task)"/>
    public bool TryAdd(DeviceStream device, ChannelSet channels, ReadOnlySpan<long> timesUs, ReadOnlySpan<double> values, out Task stored)
    {
        bool first;
        lock (_lock)
        {
            if (Enter_NeedsLock(timesUs.Length, out stored) is not { } group) return false;
            for (int row = 0; row < timesUs.Length; row++)
                Append_NeedsLock(group, device, new ReadingRow(channels, timesUs[row], values.Slice(row * channels.Count, channels.Count)));
            first = Count_NeedsLock(group, timesUs.Length);
        }
        if (first) _filled.Release();
        return true;
    }

    /// <summary>Likewise rows of any devices, with their keys.</summary>
    /// <param name="rows">One at least; more than a group takes get a group of their own.</param>
    /// <inheritdoc cref="TryAdd(DeviceStream, ChannelSet, long, ReadOnlySpan{double}, out Task)"/>
    public bool TryAdd(RowBuffer rows, out Task stored)
    {
        bool first;
        lock (_lock)
        {
            if (Enter_NeedsLock(rows.Count, out stored, rows.BlobBytes) is not { } group) return false;
            for (int i = 0; i < rows.Count; i++) Append_NeedsLock(group, rows.Device(i), rows[i]);
            group.Keys.AddRange(rows.Keys);
            first = Count_NeedsLock(group, rows.Count);
        }
        if (first) _filled.Release();
        return true;
    }

    /// <summary>Hands over what is there, waits until it is stored, and stops.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_stopping) return;
            _stopping = true;
            if (_group.Rows == 0) _filled.Release();
        }
        _thread.Join();
    }

    /// <returns>The open group; null where it is full.</returns>
    private AccumulatorGroup? Enter_NeedsLock(int rows, out Task stored, long blobBytes = 0)
    {
        ObjectDisposedException.ThrowIf(_stopping, this);
        bool fits = _group.Rows == 0 || (_group.Rows + rows <= _rowsMax && _group.BlobBytes + blobBytes <= GroupBytesMax);
        if (fits) _group.BlobBytes += blobBytes;
        stored = fits ? _group.Stored : _group.HandedOver;
        return fits ? _group : null;
    }

    /// <returns>True where they are the group's first.</returns>
    private static bool Count_NeedsLock(AccumulatorGroup group, int rows)
    {
        bool first = group.Rows == 0;
        group.Rows += rows;
        return first;
    }

    private static void Append_NeedsLock(AccumulatorGroup group, DeviceStream device, in ReadingRow row)
    {
        var channels = row.Channels;
        var batch = device.OpenIn == group ? device.Open! : null;
        // A change of channels closes the batch, so that a device's readings keep their order.
        if (batch is null || batch.Count == batch.Capacity || !ReferenceEquals(batch.Channels, channels))
        {
            bool grow = batch is not null && batch.Count == batch.Capacity;
            int capacity = grow ? Math.Min(batch!.Capacity * 2, BatchRowsMax) : BatchRowsMin;
            batch = ReadingBatch.Rent(device.Source, device.Device, channels, capacity);
            group.Batches.Add(batch);
            device.Open = batch;
            device.OpenIn = group;
        }
        int at = batch.AddRow(row.TimeUs, row.Values);
        if (row.Blob is { } blob) batch.SetBlob(at, blob.Retain());
    }

    private void HandOverUntilStopped()
    {
        while (true)
        {
            _filled.Wait();
            AccumulatorGroup group;
            bool stopping;
            lock (_lock)
            {
                group = _group;
                _group = new AccumulatorGroup();
                stopping = _stopping;
            }
            group.SetHandedOver();
            Store(group);
            if (stopping) return;
        }
    }

    private void Store(AccumulatorGroup group)
    {
        _commits.Clear();
        try
        {
            if (group.Keys.Count > 0) _commits.Add(Keyed!(group.Batches, group.Keys));
            else HandOver(group.Batches);
            foreach (var commit in _commits) commit.GetAwaiter().GetResult();
            group.SetStored();
        }
        catch (Exception e)
        {
            // Whatever went wrong, what the producers need to know is that their readings are not safe.
            group.SetFailed(e);
        }
    }

    private void HandOver(List<ReadingBatch> batches)
    {
        foreach (var batch in batches)
        {
            var commit = _sink(batch);
            if (_commits.Count == 0 || _commits[^1] != commit) _commits.Add(commit);
        }
    }
}
