using EdgeAppliance.Bench.Stores;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Bench.Outbox;

/// <summary>The appliance's outbox: a pipeline commits a batch, an uplink looks at it and acknowledges it.</summary>
internal sealed class StoreQueue(string folder, TimeProvider time) : IRecordQueue
{
    private static readonly Lane s_lane = new("cloud", RecordPriority.Normal);

    private readonly CountedDisk _disk = new(new KernelDisk(folder));
    private LiteStore? _store;
    private long _cursor;
    private long _from;

    public string Name => "outbox";

    /// <summary>What it has asked of its disk.</summary>
    public CountedDisk Disk => _disk;

    private LiteStore Store => _store ??= LiteStore.Open(new LiteStoreOptions(_disk) { QuickCommit = LiteStoreOptions.WorthTheWay }, NullLogger.Instance, time);

    public Task Append(ReadOnlyMemory<byte> packed, int count) =>
        Store.Commit(new PipelineCommit("bench", ++_cursor, [new LaneAppend(s_lane, packed, count)], null));

    public async Task<int> Take(Memory<byte> target, int count)
    {
        var slice = Store.Peek(s_lane, _from, count, target.Span);
        if (slice.Count != count) throw new InvalidDataException($"The outbox gives {slice.Count} records of {count}.");
        await Store.Acknowledge(s_lane, slice.First, slice.Last);
        _from = slice.Last;
        return slice.Bytes;
    }

    public void Dispose() => _store?.Dispose();
}
