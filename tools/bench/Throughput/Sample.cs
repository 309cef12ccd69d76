using EdgeAppliance.Bench.Stores;

namespace EdgeAppliance.Bench.Throughput;

/// <summary>Where the counters stand at one moment.</summary>
internal readonly record struct Sample(long Timestamp, long Readings, long Records, TimeSpan Processor, long AllocatedBytes)
{
    public int Gen0 { get; } = GC.CollectionCount(0);

    public int Gen2 { get; } = GC.CollectionCount(2);

    public long Syncs { get; private init; }

    public long Writes { get; private init; }

    public long BytesWritten { get; private init; }

    public static Sample Take(long readings, long records, CountedDisk disk, TimeProvider time) =>
        new(time.GetTimestamp(), readings, records, Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes())
        {
            Syncs = disk.Syncs,
            Writes = disk.Writes,
            BytesWritten = disk.BytesWritten,
        };
}
