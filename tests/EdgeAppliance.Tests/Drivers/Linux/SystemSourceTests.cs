using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Time;
using EdgeAppliance.Drivers.Linux;
using EdgeAppliance.Tests.Drivers.Sensors;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Drivers.Linux;

public sealed class SystemSourceTests
{
    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 9, 10, 0, 0, TimeSpan.Zero));
    private readonly HeldSink _sink = new();

    [Fact]
    public async Task Start_TenHertz_ReadsOnTheBeatWithoutDrift()
    {
        await using var source = Source();
        source.Start();
        long start = _time.NowUs();
        // Each wake-up comes 3 ms late: a beat that counts from the last reading would be 90 ms late at the end.
        for (int i = 1; i <= 30; i++)
        {
            _time.Advance(i == 1 ? Tenth + TimeSpan.FromMilliseconds(3) : Tenth);
            await _sink.NextAsync();
        }
        Assert.Equal(Enumerable.Range(1, 30).Select(i => start + i * 100_000 + 3_000), _sink.Times);
        Assert.Equal((30, 0, SourceState.Running), (source.Status.Readings, source.Status.Skipped, source.Status.State));
        // The first of the three whole seconds had nine beats.
        Assert.Equal(29 / 3.0, source.Status.ReadingsPerSecond);
    }

    [Fact]
    public async Task Start_AsleepForAWhile_CountsTheBeatsThatWentBy()
    {
        await using var source = Source();
        source.Start();
        _time.Advance(Tenth);
        await _sink.NextAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await _sink.NextAsync();
        _time.Advance(Tenth);
        await _sink.NextAsync();
        Assert.Equal((3, 9), (source.Status.Readings, source.Status.Skipped));
        Assert.Equal("source.skipped", Assert.Single(source.Status.Conditions).Code);
    }

    [Fact]
    public async Task Start_StoreIsBehind_SkipsAndGoesOnOnceItHasCaughtUp()
    {
        _sink.Hold();
        await using var source = Source(unstoredMax: 3);
        source.Start();
        for (int i = 0; i < 3; i++)
        {
            _time.Advance(Tenth);
            await _sink.NextAsync();
        }
        _time.Advance(Tenth);
        Assert.True(SpinWait.SpinUntil(() => source.Status.Skipped == 1, HeldSink.Patience));
        _sink.LetGo();
        _time.Advance(Tenth);
        await _sink.NextAsync();
        Assert.Equal((4, 1), (source.Status.Readings, source.Status.Skipped));
    }

    [Fact]
    public async Task Start_StoreFails_SaysSoAndGoesOn()
    {
        _sink.Failure = new IOException("The disk is gone.");
        await using var source = Source();
        source.Start();
        _time.Advance(Tenth);
        Assert.True(SpinWait.SpinUntil(() => source.Status.NotStored == 1, HeldSink.Patience));
        var condition = Assert.Single(source.Status.Conditions);
        Assert.Equal(("source.not-stored", "sources.board"), (condition.Code, condition.Subject));
        Assert.Contains("The disk is gone.", condition.Text);
        _sink.Failure = null;
        _time.Advance(Tenth);
        await _sink.NextAsync();
        Assert.True(SpinWait.SpinUntil(() => source.Status.Conditions.Count == 0, HeldSink.Patience));
    }

    [Fact]
    public async Task Start_KernelWithoutFiles_NamesTheChannels()
    {
        using var tree = new RecordedTree("board");
        File.Delete(Path.Combine(tree.Root, "proc/meminfo"));
        await using var source = Source(root: tree.Root);
        source.Start();
        _time.Advance(Tenth);
        await _sink.NextAsync();
        Assert.Contains("mem_used_ratio", Assert.Single(source.Status.Conditions).Text);
        Assert.True(source.Status.Refused > 0);
    }

    [Fact]
    public async Task Start_BatchesReleased_AllocatesNothingButTheSinks()
    {
        using var tree = new RecordedTree("server");
        long allocated = 0;
        int rows = 0;
        var done = new TaskCompletionSource();
        long before = 0;
        ReadingSink sink = batch =>
        {
            // On the source's thread: what lies between two of these calls is all that it does for a reading.
            if (++rows == 200) before = GC.GetAllocatedBytesForCurrentThread();
            if (rows == 1200)
            {
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                done.SetResult();
            }
            batch.Release();
            return Task.CompletedTask;
        };
        await using var source = new SystemSource(new SystemSourceOptions { Name = "board", Every = Tenth, Root = tree.Root }, sink, new RushingTime());
        source.Start();
        await done.Task.WaitAsync(HeldSink.Patience);
        Assert.Equal(0, allocated);
    }


    private SystemSource Source(int unstoredMax = 64, string root = "/") =>
        new(new SystemSourceOptions { Name = "board", Every = Tenth, UnstoredMax = unstoredMax, Root = root }, _sink.Take, _time);
}
