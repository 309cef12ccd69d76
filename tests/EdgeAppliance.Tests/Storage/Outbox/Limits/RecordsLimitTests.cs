using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Outbox;
using static EdgeAppliance.Tests.Storage.Outbox.StoreBench;

namespace EdgeAppliance.Tests.Storage.Outbox.Limits;

public sealed class RecordsLimitTests
{
    private const int BytesMax = 1 << 20;
    private static readonly long RecordsBytesMax = BytesMax - BytesMax / 4;

    [Fact]
    public void Commit_OverTheLimit_DropsTheOldestBehindOneGap()
    {
        using var bench = Full();
        bench.Fill(Normal, 1, 60, 50);
        CheckGapThenRest(bench, first: 1, last: 3000);
        Assert.InRange(bench.Store.Status.BytesUsed, RecordsBytesMax / 2, RecordsBytesMax);
        Assert.Equal(1, bench.Store.Status.Gaps);
        bench.Reopen();
        CheckGapThenRest(bench, first: 1, last: 3000);
        bench.Fill(Normal, 3001, 20, 50);
        CheckGapThenRest(bench, first: 1, last: 4000);
        Assert.InRange(bench.Store.Status.BytesUsed, RecordsBytesMax / 2, RecordsBytesMax);
    }

    [Fact]
    public void Commit_OverTheLimit_CountsWhatTheGapTells()
    {
        using var bench = Full();
        bench.Fill(Normal, 1, 60, 50);
        var gap = ToldGap.Of(bench.Taken(Normal)[0]);
        Assert.Equal(gap.Count, bench.Store.Status.RecordsDropped);
        Assert.Equal(gap.Count, bench.Store.Status.Lanes.Single().Dropped);
        Assert.Equal("outbox full", gap.Reason);
    }

    [Fact]
    public void Commit_OverTheLimit_RaisesAConditionUntilThereIsRoom()
    {
        using var bench = Full();
        bench.Fill(Normal, 1, 25, 50);
        Assert.Empty(bench.Store.Conditions);
        bench.Fill(Normal, 1251, 20, 50);
        bench.Tick(TimeSpan.FromSeconds(1));
        var condition = Assert.Single(bench.Store.Conditions);
        Assert.Equal("outbox.full", condition.Code);
        Assert.Contains($"{bench.Store.Status.RecordsDropped} records were dropped", condition.Text);
        bench.Drain(Normal);
        bench.Tick(TimeSpan.FromSeconds(1));
        Assert.Empty(bench.Store.Conditions);
    }

    [Fact]
    public void Commit_SeveralStreamsInALane_TellsOfEach()
    {
        using var bench = Full();
        for (int i = 0; i < 30; i++)
            bench.Commit(0, null, "p", Records(Normal, 1 + 50 * i, 50, "p", 400), Records(Normal, 1001 + 40 * i, 40, "q", 400));
        var taken = bench.Taken(Normal);
        var gaps = taken.Take(2).Select(ToldGap.Of).ToList();
        Assert.Equal(["p", "q"], gaps.Select(gap => gap.Stream));
        Assert.Equal([1L, 1001L], gaps.Select(gap => gap.First));
        foreach (var gap in gaps)
            Assert.Equal(gap.Last + 1, taken.Skip(2).First(record => record.Stream == gap.Stream).Sequence);
        Assert.Equal(gaps.Sum(gap => gap.Count), bench.Store.Status.RecordsDropped);
        Assert.DoesNotContain(taken.Skip(2), record => record.Type == RecordType.Gap);
    }

    [Fact]
    public void Commit_SeveralLanes_DropsTheOldestOfAll()
    {
        using var bench = Full();
        var other = new Lane("backup", RecordPriority.Normal);
        bench.Fill(other, 1, 5, 50);
        bench.Fill(Normal, 1, 40, 50);
        Assert.Equal(new ToldGap("p", 1, 250, 250, "outbox full"), ToldGap.Of(Assert.Single(bench.Taken(other))));
        CheckGapThenRest(bench, first: 1, last: 2000);
    }

    [Theory]
    [InlineData(WhenFull.DropOldest)]
    [InlineData(WhenFull.DropLowestPriority)]
    public void Commit_AlarmsAreOlder_KeepsThem(WhenFull whenFull)
    {
        using var bench = Full(whenFull);
        bench.Fill(Alarms, 1, 5, 50);
        bench.Fill(Normal, 1, 60, 50);
        Assert.Equal(Run(1, 250), bench.Sequences(Alarms));
        CheckGapThenRest(bench, first: 1, last: 3000);
    }

    [Fact]
    public void Commit_OnlyAlarmsAreStored_DropOldestTakesTheirOldest()
    {
        using var bench = Full();
        bench.Fill(Alarms, 1, 35, 50);
        bench.Fill(Normal, 1, 1, 50);
        Assert.Equal(Run(1, 50), bench.Sequences(Normal));
        Assert.True(ToldGap.Of(bench.Taken(Alarms)[0]) is { First: 1, Last: >= 50 });
    }

    [Fact]
    public void Commit_OnlyAlarmsAreStored_DropLowestPriorityTakesTheNewRecords()
    {
        using var bench = Full(WhenFull.DropLowestPriority);
        bench.Fill(Alarms, 1, 35, 50);
        long alarms = bench.Sequences(Alarms).Length;
        bench.Fill(Normal, 1, 3, 50);
        Assert.Equal(alarms, bench.Sequences(Alarms).Length);
        Assert.Equal(new ToldGap("p", 1, 150, 150, "outbox full"), ToldGap.Of(Assert.Single(bench.Taken(Normal))));
    }

    /// <summary>What the uplink is sending arrives: a gap that told of it would be wrong.</summary>
    [Fact]
    public void Commit_RecordsAreOnTheirWay_DropsThoseBehindThem()
    {
        using var bench = Full();
        bench.Fill(Normal, 1, 25, 50);
        var slice = bench.Store.Peek(Normal, 0, 80, new byte[1 << 20]);
        bench.Fill(Normal, 1251, 25, 50);
        bench.Acknowledge(Normal, slice.First, slice.Last);
        var taken = bench.Taken(Normal);
        Assert.Equal(Run(81, 20), taken.Take(20).Select(record => record.Sequence));
        var gap = ToldGap.Of(taken[20]);
        Assert.Equal((101, gap.Last - 100), (gap.First, gap.Count));
        Assert.Equal(Run(gap.Last + 1, (int)(2500 - gap.Last)), taken.Skip(21).Select(record => record.Sequence));
    }

    /// <summary>Acknowledgements name places, and a gap lies where a record was.</summary>
    [Fact]
    public void Acknowledge_RecordsWhosePlaceAGapHasNow_KeepsTheGap()
    {
        using var bench = Full();
        bench.Fill(Normal, 1, 30, 50);
        var buffer = new byte[1 << 20];
        long at = bench.Store.Range(Normal).First;
        while (bench.Store.Peek(Normal, at, 256, buffer) is { Count: > 0 } slice) at = slice.Last;
        bench.Fill(Normal, 1501, 10, 50);
        long dropped = bench.Store.Status.RecordsDropped;
        Assert.True(dropped > 0, "nothing was dropped");
        bench.Acknowledge(Normal, 0, dropped + 1);
        Assert.Equal(new ToldGap("p", 1, dropped, dropped, "outbox full"), ToldGap.Of(bench.Taken(Normal)[0]));
        bench.Acknowledge(Normal, 0, dropped + 1);
        Assert.Equal(dropped + 1, bench.Taken(Normal)[0].Sequence);
    }

    [Fact]
    public void Commit_PartOfTheDroppedIsAcknowledged_TellsOfTheRest()
    {
        using var bench = Full();
        bench.Fill(Normal, 1, 25, 50);
        bench.Acknowledge(Normal, 1, 31);
        bench.Acknowledge(Normal, 41, 46);
        bench.Fill(Normal, 1251, 25, 50);
        var gap = ToldGap.Of(bench.Taken(Normal)[0]);
        Assert.Equal((31, gap.Last - 35), (gap.First, gap.Count));
        Assert.Equal(bench.Store.Status.Lanes.Single().Count, bench.Taken(Normal).Count);
    }

    [Fact]
    public void Commit_LargerThanTheLimit_LeavesAGapAlone()
    {
        using var bench = Full();
        bench.Commit(0, null, "p", Records(Normal, 1, 2000, dataBytes: 500));
        CheckGapThenRest(bench, first: 1, last: 2000);
        Assert.InRange(bench.Store.Status.BytesUsed, 1, RecordsBytesMax);
    }

    [Fact]
    public void Commit_DiskBelowItsReserve_KeepsToWhatTheFileHolds()
    {
        SpaceDisk? disk = null;
        using var bench = new StoreBench(options => options with { Disk = disk = new SpaceDisk(options.Disk), IdleAfter = TimeSpan.Zero });
        bench.Fill(Normal, 1, 40, 50);
        bench.Tick(TimeSpan.FromSeconds(5));
        long held = bench.Store.Status.BytesUsed;
        disk!.Free = 63 << 20;
        bench.Time.Advance(TimeSpan.FromSeconds(2));
        bench.Fill(Normal, 2001, 80, 50);
        CheckGapThenRest(bench, first: 1, last: 6000);
        Assert.InRange(bench.Store.Status.BytesUsed, held / 2, 2 * held);
        bench.Tick(TimeSpan.FromSeconds(1));
        Assert.StartsWith("The disk has 63 MiB free, less than the reserve of 64 MiB", Assert.Single(bench.Store.Conditions).Text);

        disk.Free = 80 << 20;
        bench.Time.Advance(TimeSpan.FromSeconds(2));
        bench.Fill(Normal, 6001, 80, 50);
        Assert.Equal(10_000, bench.Taken(Normal)[^1].Sequence);
        Assert.True(bench.Taken(Normal).Count > 4000, "it still drops");
    }

    [Fact]
    public void DropLane_ManyDocuments_DeletesThemBitByBit()
    {
        using var bench = new StoreBench();
        bench.Fill(Normal, 1, 200, 20);
        Wait(bench.Store.DropLane(Normal));
        Assert.Empty(bench.Taken(Normal));
        bench.Reopen();
        for (int i = 0; i < 5; i++) bench.Tick(TimeSpan.FromSeconds(1));
        Assert.Equal((0, 0), (bench.Store.Status.BytesUsed, bench.Store.Status.Lanes.Single().Count));
        bench.Fill(Normal, 4001, 1, 20);
        Assert.Equal(Run(4001, 20), bench.Sequences(Normal));
    }

    private static StoreBench Full(WhenFull whenFull = WhenFull.DropOldest) => new(options => options with { BytesMax = BytesMax, WhenFull = whenFull });

    private static void CheckGapThenRest(StoreBench bench, long first, long last)
    {
        var taken = bench.Taken(Normal);
        var gap = ToldGap.Of(taken[0]);
        Assert.Equal((first, gap.Last - first + 1), (gap.First, gap.Count));
        Assert.InRange(gap.Last, first, last);
        Assert.Equal(Run(gap.Last + 1, (int)(last - gap.Last)), taken.Skip(1).Select(record => record.Sequence));
    }
}
