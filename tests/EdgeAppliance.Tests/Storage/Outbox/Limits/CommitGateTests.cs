using System.Text.Json;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Storage.Outbox;
using EdgeAppliance.Storage.Outbox.Limits;
using static EdgeAppliance.Tests.Storage.Outbox.StoreBench;

namespace EdgeAppliance.Tests.Storage.Outbox.Limits;

public sealed class CommitGateTests
{
    private const int BytesMax = 1 << 20;

    [Fact]
    public void Commit_Block_WaitsForAnAcknowledgementAndKeepsTheOrder()
    {
        using var bench = Full(WhenFull.Block);
        int stored = FillUp(bench);
        var waiting = Enumerable.Range(0, 3).Select(i => bench.Store.Commit(Made("p", i, Records(Normal, 1 + 50L * (stored + i), 50, dataBytes: 400)))).ToArray();
        Wait(bench.Store.Commit(Made("other", 1)));
        bench.Tick(TimeSpan.FromSeconds(1));
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        var condition = Assert.Single(bench.Store.Conditions);
        Assert.Equal("outbox.full", condition.Code);
        Assert.Contains("pipelines wait", condition.Text);

        bench.Acknowledge(Normal, 1, 151);
        Wait(Task.WhenAll(waiting));
        Assert.Equal(Run(151, 50 * stored), bench.Sequences(Normal));
        Assert.Equal(0, bench.Store.Status.RecordsDropped);
        bench.Drain(Normal);
        bench.Tick(TimeSpan.FromSeconds(1));
        Assert.Empty(bench.Store.Conditions);
    }

    [Fact]
    public void Commit_BlockOfTheSamePipelineWithoutRecords_WaitsBehindTheFirst()
    {
        using var bench = Full(WhenFull.Block);
        FillUp(bench);
        var first = bench.Store.Commit(Made("p", 10, Records(Normal, 9001, 50, dataBytes: 400)));
        var second = bench.Store.Commit(Made("p", 20));
        bench.Tick(TimeSpan.FromSeconds(1));
        Assert.False(second.IsCompleted, "the second passed the first");
        bench.Drain(Normal);
        Wait(Task.WhenAll(first, second));
        Assert.Equal(20, bench.Store.Progress("p")!.Cursor);
    }

    [Fact]
    public void Withdraw_CommitsWait_ThoseOfThatPipelineFailAndTheOthersStay()
    {
        using var bench = Full(WhenFull.Block);
        FillUp(bench);
        var stopping = bench.Store.Commit(Made("p", 10, Records(Normal, 9001, 50, dataBytes: 400)));
        var other = bench.Store.Commit(Made("q", 20, Records(Normal, 1, 50, stream: "q", dataBytes: 400)));
        bench.Store.Withdraw("p");
        Assert.IsType<OperationCanceledException>(Record(stopping));
        bench.TickUntil(() => bench.Store.Status.CommitsWaiting == 1);
        Assert.False(other.IsCompleted);
        bench.Drain(Normal);
        Wait(other);
        bench.TickUntil(() => bench.Store.Status.CommitsWaiting == 0);
        Assert.True(bench.Store.Progress("p")!.Cursor < 10);
        Assert.Equal(20, bench.Store.Progress("q")!.Cursor);
    }

    /// <summary>The commit that is on its way when it is to stop is stored; the one behind it finds no room.</summary>
    [Fact]
    public async Task StopAsync_WhileACommitLingers_StopsThoughTheNextFindsNoRoom()
    {
        using var bench = new StoreBench(options => options with { BytesMax = BytesMax, WhenFull = WhenFull.Block });
        FillUp(bench);
        bench.Options = bench.Options with { Linger = TimeSpan.FromSeconds(1) };
        bench.Reopen();
        bench.Append(0, 1);
        bench.Append(1, 3000);
        var options = new PipelineOptions("new", new HashSet<string> { "s" }, new StepCatalog().Bind(JsonDocument.Parse("[]").RootElement, "steps", [], null)!, "[]", ["cloud"]) { ReadRowsMax = 1 };
        using var pool = new PipelinePool(1, bench.Time);
        using var runner = new PipelineRunner(options, bench.Store, bench.Time);
        for (int i = 0; i < 10 && runner.Records < 3001; i++) runner.Advance();
        Assert.Equal(3001, runner.Records);
        Assert.Equal(0, runner.Cursor);
        pool.Add(runner);
        await pool.RemoveAsync(runner).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, bench.Store.Progress("new")!.Cursor);
    }

    [Fact]
    public async Task StopAsync_OutboxIsFull_StopsAndMakesItsRecordsLater()
    {
        using var bench = Full(WhenFull.Block);
        FillUp(bench);
        var options = new PipelineOptions("new", new HashSet<string> { "s" }, new StepCatalog().Bind(JsonDocument.Parse("[]").RootElement, "steps", [], null)!, "[]", ["cloud"]);
        using (var pool = new PipelinePool(1, bench.Time))
        {
            using var runner = new PipelineRunner(options, bench.Store, bench.Time);
            pool.Add(runner);
            for (int i = 0; i < 30; i++) bench.Append(100 * i, 100);
            bench.TickUntil(() => bench.Store.Status.CommitsWaiting == 1);
            await pool.RemoveAsync(runner).WaitAsync(TimeSpan.FromMinutes(1));
        }
        var sequences = new List<long>();
        using var later = new PipelineRunner(options, bench.Store, bench.Time);
        Assert.True(SpinWait.SpinUntil(Done, TimeSpan.FromMinutes(1)), $"{later.Cursor}, {later.Condition?.Text}");
        Take();
        Assert.Equal(Run(1, 3000), sequences);

        bool Done()
        {
            if (!later.Advance()) Take();
            return later.Cursor == 3000;
        }

        void Take()
        {
            var view = bench.Store.Range(Normal);
            sequences.AddRange(bench.Taken(Normal, last: view.Last).Where(record => record.Stream == "new").Select(record => record.Sequence));
            bench.Acknowledge(Normal, view.First, view.Last);
        }
    }

    [Fact]
    public void Dispose_CommitsWait_TellsThemSo()
    {
        var bench = Full(WhenFull.Block);
        FillUp(bench);
        var waiting = bench.Store.Commit(Made("p", 10, Records(Normal, 9001, 50, dataBytes: 400)));
        bench.Dispose();
        Assert.IsType<ObjectDisposedException>(waiting.Exception!.InnerException);
    }

    [Fact]
    public void Commit_Refuse_FailsUntilThereIsRoom()
    {
        using var bench = Full(WhenFull.Refuse);
        int stored = FillUp(bench, refuses: true);
        var commit = Made("p", 10, Records(Normal, 1 + 50L * stored, 50, dataBytes: 400));
        Assert.IsType<OutboxFullException>(Record(bench.Store.Commit(commit)));
        bench.Tick(TimeSpan.FromSeconds(1));
        Assert.Contains("is refused", Assert.Single(bench.Store.Conditions).Text);
        Assert.Equal(50 * stored, bench.Store.Status.RecordsStored);
        Wait(bench.Store.Commit(Made("q", 5)));
        bench.Drain(Normal);
        Wait(bench.Store.Commit(commit));
        Assert.Equal(Run(1 + 50L * stored, 50), bench.Sequences(Normal));
    }

    [Theory]
    [InlineData(WhenFull.Refuse)]
    [InlineData(WhenFull.DropOldest)]
    public void Append_NoRoomForReadings_IsRefusedUntilPipelinesHaveThem(WhenFull whenFull)
    {
        using var bench = Full(whenFull);
        bench.Store.SetPipelines(["p"]);
        long stored = AppendUntilRefused(bench);
        bench.Tick(TimeSpan.FromSeconds(1));
        Assert.InRange(bench.Store.Status.ReadingsBytes, BytesMax / 8, BytesMax / 4);
        Assert.Equal(100, bench.Store.Status.ReadingsRefused);
        Assert.Contains("more are refused", Assert.Single(bench.Store.Conditions).Text);
        Assert.Equal(Run(0, (int)stored), bench.Readings().Select(reading => (long)reading.Value));

        bench.Commit(stored, [1]);
        // What the pipelines have is deleted once the store has nothing else to do.
        bench.TickUntil(() => bench.Store.Status.ReadingsBytes < BytesMax / 8);
        bench.Append(stored, 100);
        bench.Tick(TimeSpan.FromSeconds(1));
        Assert.Empty(bench.Store.Conditions);
        Assert.Equal(stored, bench.Readings()[0].Value);
    }

    [Fact]
    public async Task Append_BlockAndNoRoomForReadings_WaitsUntilPipelinesHaveThem()
    {
        using var bench = Full(WhenFull.Block);
        bench.Store.SetPipelines(["p"]);
        long produced = 0;
        var producing = Task.Run(() =>
        {
            for (; produced < 20_000; Interlocked.Add(ref produced, 100)) Wait(bench.Store.Append(Batch(produced, 100)));
        });
        Assert.True(SpinWait.SpinUntil(() => bench.Store.Status.ReadingsBytes > BytesMax / 4 - 10_000, TimeSpan.FromSeconds(20)));
        bench.TickUntil(() => bench.Store.Conditions.Count > 0);
        Assert.Contains("producers wait", Assert.Single(bench.Store.Conditions).Text);
        Assert.False(producing.IsCompleted);
        for (long cursor = 0; !producing.IsCompleted; cursor = Interlocked.Read(ref produced)) bench.Commit(cursor, [1]);
        await producing;
        Assert.Equal(0, bench.Store.Status.ReadingsRefused);
        Assert.InRange(bench.Store.Status.ReadingsBytes, 0, BytesMax / 4);
    }

    /// <summary>A stop: nothing makes room any more.</summary>
    [Fact]
    public async Task RefuseWhereFull_AProducerWaits_IsRefusedAtOnce()
    {
        using var bench = Full(WhenFull.Block);
        bench.Store.SetPipelines(["p"]);
        var producing = Task.Run(() => AppendUntilRefused(bench));
        bench.TickUntil(() => bench.Store.Conditions.Count > 0);
        Assert.False(producing.IsCompleted);
        bench.Store.RefuseWhereFull();
        long stored = await producing.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(Run(0, (int)stored), bench.Readings().Select(reading => (long)reading.Value));
    }

    [Fact]
    public void Append_BatchLargerThanTheRoom_IsTakenWhereNoneIsStored()
    {
        using var bench = Full(WhenFull.Refuse);
        bench.Append(0, 20_000);
        Assert.IsType<OutboxFullException>(Record(bench.Store.Append(Batch(20_000, 1))));
    }

    private static StoreBench Full(WhenFull whenFull) => new(options => options with { BytesMax = BytesMax, WhenFull = whenFull });

    private static PipelineCommit Made(string pipeline, long cursor, params LaneAppend[] appends) => new(pipeline, cursor, appends, null);

    /// <returns>How many batches of 50 are stored; one more does not fit.</returns>
    private static int FillUp(StoreBench bench, bool refuses = false)
    {
        int batch = LaneBatchBytes();
        int fit = (BytesMax - BytesMax / 4) / batch;
        bench.Fill(Normal, 1, fit, 50);
        return fit;

        int LaneBatchBytes() => DocumentRange.Cost(Records(Normal, 1, 50, dataBytes: 400).Packed.Length + BlobSeal.PlainBytes);
    }

    private static long AppendUntilRefused(StoreBench bench)
    {
        for (long produced = 0; ; produced += 100)
        {
            var done = bench.Store.Append(Batch(produced, 100));
            if (Record(done) is not { } failure) continue;
            Assert.IsType<OutboxFullException>(failure);
            return produced;
        }
    }

    private static Exception? Record(Task task)
    {
        Assert.True(((IAsyncResult)task).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(20)));
        return task.Exception?.InnerException;
    }
}
