using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.SimulationTests.Disks;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.SimulationTests.Storage;

/// <summary>What <see cref="StoreWorkload"/> was told up to some event, and whether a restarted disk keeps it.</summary>
internal sealed class StorePromise(LiteStoreOptions options)
{
    private long _appended;
    private long _committed;
    private long _acknowledging = 1;
    private long _acknowledged = 1;

    /// <summary>Gap records that restarted disks held.</summary>
    public long Gaps { get; private set; }

    public void Hear(DiskEvent e)
    {
        if (e.Kind != DiskEventKind.Mark) return;
        if (e.File == "appended") _appended = e.Id;
        if (e.File == "committed") _committed = e.Id;
        if (e.File == "acknowledging") _acknowledging = e.Id;
        if (e.File == "acknowledged") _acknowledged = e.Id;
    }

    public void Check(SimulatedDisk disk, string where)
    {
        using var store = LiteStore.Open(options with { Disk = disk }, NullLogger.Instance, new FakeTimeProvider());
        Assert.True(store.Conditions.Count == 0, $"{where}: {store.Conditions.FirstOrDefault()?.Text}");
        var progress = store.Progress("p") ?? new PipelineProgress(0, 0, null);
        Assert.True(progress.Cursor >= _committed, $"{where}: the cursor is {progress.Cursor}, {_committed} was told");
        if (progress.Snapshot is { } snapshot) Assert.Equal(progress.SnapshotCursor, BitConverter.ToInt64(snapshot));
        CheckReadings(store, progress.SnapshotCursor, where);
        CheckRecords(store, progress.Cursor, where);
        CheckGoesOn(store, where);
    }

    private void CheckReadings(LiteStore store, long needed, string where)
    {
        long next = -1;
        for (long at = needed, before = -1; at != before;)
        {
            before = at;
            at = store.Read(at, 500, batch =>
            {
                for (int row = 0; row < batch.Count; row++)
                {
                    Assert.True(batch.FirstPosition + row == (long)batch.Get(row, 0), $"{where}: position {batch.FirstPosition + row} has reading {batch.Get(row, 0)}");
                    Assert.True(next < 0 || batch.Get(row, 0) == next, $"{where}: reading {batch.Get(row, 0)} comes where {next} is due");
                    if (next < 0) Assert.True(batch.Get(row, 0) <= needed, $"{where}: readings {needed} to {batch.Get(row, 0)} are lost");
                    next = (long)batch.Get(row, 0) + 1;
                }
            });
        }
        Assert.True(Math.Max(next, needed) >= _appended, $"{where}: readings from {Math.Max(next, needed)} to {_appended} are lost");
        if (store.Progress(StoreWorkload.Note)?.Snapshot is { } note) Assert.Equal(BitConverter.ToInt64(note), Math.Max(next, needed));
    }

    private void CheckRecords(LiteStore store, long cursor, string where)
    {
        var found = StoredSpan.All(store, StoreWorkload.Lane);
        for (int i = 1; i < found.Count; i++) Assert.True(found[i].First == found[i - 1].Last + 1, $"{where}: {found[i]} follows {found[i - 1]}");
        long first = found.Count > 0 ? found[0].First : cursor + 1;
        long last = found.Count > 0 ? found[^1].Last : cursor;
        Assert.True(first >= _acknowledged, $"{where}: record {first} came back");
        Assert.True(first <= _acknowledging, $"{where}: records from {_acknowledging} to {first} are lost");
        Assert.True(last == cursor, $"{where}: the cursor is {cursor}, the last record {last}");
        Assert.True(found.TrueForAll(span => !span.IsGap) || StoreWorkload.IsLimited(options), $"{where}: there is a gap");
        Gaps += found.Count(span => span.IsGap);
    }

    private static void CheckGoesOn(LiteStore store, string where)
    {
        var (first, last) = store.Range(StoreWorkload.Lane);
        store.Acknowledge(StoreWorkload.Lane, first, last).GetAwaiter().GetResult();
        store.Append(StoreWorkload.Batch(1_000_000, 10)).GetAwaiter().GetResult();
        store.Commit(new PipelineCommit("p", long.MaxValue >> 20, [new LaneAppend(StoreWorkload.Lane, StoreWorkload.Record(77), 1)], null)).GetAwaiter().GetResult();
        Assert.Equal([new StoredSpan(77, 77, IsGap: false)], StoredSpan.All(store, StoreWorkload.Lane));
        Assert.True(store.Status.ReadingsKept >= 10, where);
    }
}
