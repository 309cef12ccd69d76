using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Outbox;
using static EdgeAppliance.Tests.Storage.Outbox.StoreBench;

namespace EdgeAppliance.Tests.Storage.Outbox;

/// <summary>Commits that whoever brings them makes; on fake time every disk is quick.</summary>
public sealed class QuickCommitTests
{
    private const int Writers = 4;
    private const int CommitsEach = 300;

    [Fact]
    public void Commit_DiskIsQuick_IsStoredWhenTheCallReturns()
    {
        using var bench = Quick();
        int last = Calm(bench);
        long before = bench.Store.Status.Syncs;
        Assert.True(bench.Store.Commit(Next(last + 1)).IsCompletedSuccessfully);
        Assert.True(bench.Store.Acknowledge(Normal, 1, 3).IsCompletedSuccessfully);
        Assert.Equal(before + 2, bench.Store.Status.Syncs);
        bench.Reopen();
        Assert.Equal(Run(3, last - 1), bench.Sequences(Normal));
    }

    [Fact]
    public void Commit_DiskIsSlow_IsLeftToTheStoresThread()
    {
        var disk = new ThreadDisk();
        using var bench = new StoreBench(options => options with { Disk = disk.Around(options.Disk), QuickCommit = LiteStoreOptions.WorthTheWay });
        disk.OnSync = () => bench.Time.Advance(TimeSpan.FromMilliseconds(5));
        for (int i = 1; i <= 20; i++) bench.Commit(i, null, "p", Records(Normal, i, 1));
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, disk.Synced);
        disk.OnSync = () => { };
        for (int i = 21; i <= 60; i++) bench.Commit(i, null, "p", Records(Normal, i, 1));
        Assert.Contains(Environment.CurrentManagedThreadId, disk.Synced);
        Assert.Equal(Run(1, 60), bench.Sequences(Normal));
    }

    [Fact]
    public void Commit_DiskRefuses_FailsIsToldAndGoesOnByItself()
    {
        RefusingDisk? disk = null;
        using var bench = new StoreBench(options => options with { Disk = disk = new RefusingDisk(options.Disk), QuickCommit = LiteStoreOptions.WorthTheWay });
        int last = Calm(bench);
        disk!.Refuses = true;
        var failed = bench.Store.Commit(Next(last + 1));
        Assert.True(failed.IsFaulted);
        Assert.Contains(bench.Store.Conditions, condition => condition.Code == "store.disk");
        disk.Refuses = false;
        bench.TickUntil(() => bench.Store.Conditions.Count == 0);
        Wait(bench.Store.Commit(Next(last + 1)));
        Assert.Equal(Run(1, last + 1), bench.Sequences(Normal));
    }

    [Fact]
    public async Task Commit_FromAHandlerOfStored_IsAnotherTransaction()
    {
        using var bench = Quick();
        Calm(bench);
        var fromHandler = new TaskCompletionSource<bool>();
        bench.Store.Stored += _ =>
        {
            var done = bench.Store.Commit(new PipelineCommit("q", 1, [Records(Alarms, 1, 1)], null));
            fromHandler.SetResult(done.IsCompleted);
        };
        bench.Append(0, 1);
        Assert.False(await fromHandler.Task, "a transaction within another's telling");
        bench.Reopen();
        Assert.Equal(Run(1, 1), bench.Sequences(Alarms));
    }

    /// <summary>Readings go through the store's thread, commits and acknowledgements where they come: each in its order, none lost.</summary>
    [Fact]
    public async Task Commit_ManyAtOnceBesideReadings_KeepsOrderAndAll()
    {
        using var bench = Quick(options => options with { Sizes = new() { MemtableBytesMax = 20_000, JournalBytesMax = 100_000, CheckpointPages = 40 } });
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var lane = new Lane($"to{writer}", RecordPriority.Normal);
            var buffer = new byte[1 << 16];
            for (int i = 1; i <= CommitsEach; i++)
            {
                await bench.Store.Commit(new PipelineCommit($"p{writer}", i, [Records(lane, i, 1, $"p{writer}")], null));
                if (i % 3 == 0) await bench.Store.Append(Batch(i, 3, device: $"d{writer}"));
                if (i % 7 != 0) continue;
                var slice = bench.Store.Peek(lane, bench.Store.Range(lane).First, 2, buffer);
                await bench.Store.Acknowledge(lane, slice.First, slice.Last);
            }
        }));
        await Task.WhenAll(writers);
        bench.Reopen();
        for (int writer = 0; writer < Writers; writer++)
        {
            int taken = CommitsEach / 7 * 2;
            Assert.Equal(Run(taken + 1, CommitsEach - taken), bench.Sequences(new Lane($"to{writer}", RecordPriority.Normal)));
            Assert.Equal(CommitsEach, bench.Store.Progress($"p{writer}")!.Cursor);
        }
        Assert.Equal(Writers * CommitsEach, bench.Readings().Count);
    }

    /// <summary>Commits until the store's thread, which makes the first, sleeps.</summary>
    /// <returns>How often; the record of each has its number.</returns>
    private static int Calm(StoreBench bench)
    {
        for (int i = 1; i < 1000; i++)
        {
            var done = bench.Store.Commit(Next(i));
            if (done.IsCompleted && i > 2) return i;
            Wait(done);
        }
        throw new InvalidOperationException("The store's thread does not come to rest.");
    }

    private static PipelineCommit Next(int number) => new("p", number, [Records(Normal, number, 1)], null);

    private static StoreBench Quick(Func<LiteStoreOptions, LiteStoreOptions>? configure = null) =>
        new(options => (configure ?? (same => same))(options) with { QuickCommit = LiteStoreOptions.WorthTheWay });
}
