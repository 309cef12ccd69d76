using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Storage.Outbox;

public sealed class WorkQueueTests
{
    private static readonly TimeSpan s_linger = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue _queue;

    public WorkQueueTests() => _queue = new WorkQueue(1 << 20, waitsForRoom: false, s_linger, _time);

    [Fact]
    public void Take_NobodyWaits_LingersAndGoesTogether()
    {
        Add(Commit());
        Add(Lingering());
        _time.Advance(s_linger - TimeSpan.FromMilliseconds(1));
        Assert.Null(Take());
        Add(Commit());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([WorkKind.Commit, WorkKind.Append, WorkKind.Commit], Kinds(Take()));
        Assert.Null(Take());
    }

    [Fact]
    public void Take_SomebodyWaits_WhatLingersGoesAlongBeforeIt()
    {
        Add(Commit());
        Add(WorkItem.Append(Batch(mayLinger: false)));
        Add(Commit());
        Assert.Equal([WorkKind.Commit, WorkKind.Append, WorkKind.Commit], Kinds(Take()));
        Assert.Null(Take());
    }

    [Fact]
    public void Take_AlarmIsCommitted_GoesAtOnce()
    {
        Add(Alarm());
        Assert.Equal([WorkKind.Commit], Kinds(Take()));
    }

    [Fact]
    public void Take_ReadingsArePassed_WhatLingersStays()
    {
        Add(Commit());
        Add(WorkItem.Pass(Batch(mayLinger: false)));
        Add(Commit());
        Assert.Equal([WorkKind.Pass], Kinds(Take()));
        Assert.Null(Take());
        _time.Advance(s_linger);
        Assert.Equal([WorkKind.Commit, WorkKind.Commit], Kinds(Take()));
    }

    [Fact]
    public void Hasten_SomethingLingers_GoesAtOnce()
    {
        _queue.Hasten();
        Assert.Null(Take());
        Add(Commit());
        _queue.Hasten();
        Assert.Equal([WorkKind.Commit], Kinds(Take()));
    }

    [Fact]
    public void Close_SomethingLingers_IsTakenFirst()
    {
        Add(Commit());
        _queue.Close();
        Assert.Equal([WorkKind.Commit], Kinds(_queue.Take(mayWait: true, out bool closed)));
        Assert.False(closed);
        Assert.Null(_queue.Take(mayWait: true, out closed));
        Assert.True(closed);
    }

    [Fact]
    public void TryAdd_ReadingsHaveNoRoom_WhatLingersGoesToMakeIt()
    {
        _queue.SetReadingsRoom(0, areEmpty: false);
        Add(Commit());
        Assert.False(_queue.TryAdd(WorkItem.Append(Batch(mayLinger: false)), out _));
        Assert.Equal([WorkKind.Commit], Kinds(Take()));
    }

    [Fact]
    public void Take_MoreThanAGroupLingers_GoesAtOnceInOrder()
    {
        var queue = new WorkQueue(100 << 20, waitsForRoom: false, s_linger, _time);
        var large = new PipelineCommit("p", 1, [new LaneAppend(new Lane("cloud", RecordPriority.Normal), new byte[1 << 20], 1)], null);
        for (int i = 0; i < 3; i++) Assert.True(queue.TryAdd(WorkItem.Commit(large, alone: false), out _));
        int items = 0;
        while (queue.Take(mayWait: false, out _) is { } group) items += group.Items.Count;
        Assert.Equal(3, items);
    }

    [Fact]
    public void Take_ManyLinger_GoAtOnce()
    {
        for (int i = 0; i < 33; i++) Add(Lingering());
        Assert.Equal(33, Take()!.Items.Count);
    }

    [Fact]
    public void TryTake_NothingWaits_GivesTheItemItsGroup()
    {
        var group = _queue.TryTake(Alarm());
        Assert.Equal([WorkKind.Commit], Kinds(group));
        Assert.Null(Take());
        _queue.Finish(group!);
        Assert.NotNull(_queue.TryTake(Alarm()));
    }

    [Fact]
    public void TryTake_CommitsLinger_TakesThemAlongFirst()
    {
        Add(Commit());
        Assert.True(_queue.TryAdd(WorkItem.Acknowledge(new LaneLog(new Lane("cloud", RecordPriority.Normal), new BlobSeal()), 1, 2), out _));
        Assert.Equal([WorkKind.Commit, WorkKind.Acknowledge, WorkKind.Commit], Kinds(_queue.TryTake(Alarm())));
        _time.Advance(s_linger);
        Assert.Null(Take());
    }

    [Fact]
    public void TryTake_ItemMayLinger_LeavesItToTheQueue() => Assert.Null(_queue.TryTake(Commit()));

    [Fact]
    public void TryTake_ReadingsLinger_LeavesAllToTheStoresThread()
    {
        Add(Lingering());
        Assert.Null(_queue.TryTake(Alarm()));
        Add(Alarm());
        Assert.Equal([WorkKind.Append, WorkKind.Commit], Kinds(Take()));
    }

    [Fact]
    public void TryTake_WorkWaitsOrIsUnderWay_KeepsTheOrder()
    {
        Add(Alarm());
        Assert.Null(_queue.TryTake(Alarm()));
        var underWay = Take();
        Assert.Null(_queue.TryTake(Alarm()));
        _queue.Finish(underWay!);
        Assert.NotNull(_queue.TryTake(Alarm()));
    }

    [Fact]
    public void TryTake_StoreRefusesOrIsClosed_LeavesItToTheQueueToSayWhy()
    {
        _queue.Refuse(new IOException("no disk"));
        Assert.Null(_queue.TryTake(Alarm()));
        _queue.Refuse(null);
        _queue.Close();
        Assert.Null(_queue.TryTake(Alarm()));
    }

    private static WorkItem Alarm() =>
        WorkItem.Commit(new PipelineCommit("p", 1, [new LaneAppend(new Lane("cloud", RecordPriority.Alarm), new byte[10], 1)], null), alone: false);

    private void Add(in WorkItem item) => Assert.True(_queue.TryAdd(item, out _));

    private WorkGroup? Take() => _queue.Take(mayWait: false, out _);

    private static WorkItem Commit() => WorkItem.Commit(new PipelineCommit("p", 1, [], null), alone: false);

    private static WorkItem Lingering() => WorkItem.Append(Batch(mayLinger: true));

    private static ReadingBatch Batch(bool mayLinger)
    {
        var batch = ReadingBatch.Rent("s", "d", new ChannelSet("a"), 1, mayLinger);
        batch.AddRow(1);
        return batch;
    }

    private static IEnumerable<WorkKind> Kinds(WorkGroup? group) => Assert.IsType<WorkGroup>(group).Items.Select(item => item.Kind);
}
