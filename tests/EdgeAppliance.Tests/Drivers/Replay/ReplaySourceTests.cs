using System.Text;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Time;
using EdgeAppliance.Drivers.Replay;
using EdgeAppliance.Tests.Inference;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Drivers.Replay;

public sealed class ReplaySourceTests : IDisposable
{
    private const string Pump = """
        datetime;pressure;"flow rate";state;anomaly
        2020-03-09 10:14:33;0.05;32.0;ok;0.0
        2020-03-09 10:14:34;0.38;;ok;0.0
        2020-03-09 10:14:36;-1e-3;31.5;ok;1.0

        """;

    private static readonly DateTimeOffset First = new(2020, 3, 9, 10, 14, 33, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly HeldSink _sink = new();
    private readonly string _file = Path.GetTempFileName();

    private ReplayOptions Options => new() { Name = "pump", File = _file, TimeColumn = "datetime", Separator = ';' };

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Start_AtMost_GivesAllRowsAndFinishes()
    {
        await using var source = await Play(Pump, Options with { Speed = 0, Exclude = ["anomaly"] });
        Assert.Equal(["pressure", "flow rate"], _sink.Rows[0].Values.Keys);
        Assert.Equal([0.05, 0.38, -0.001], _sink.Rows.Select(row => row.Values["pressure"]));
        Assert.Equal([32, double.NaN, 31.5], _sink.Rows.Select(row => row.Values["flow rate"]));
        Assert.Equal([UnixTime.Us(First), UnixTime.Us(First.AddSeconds(1)), UnixTime.Us(First.AddSeconds(3))], _sink.Times);
        Assert.All(_sink.Rows, row => Assert.Equal(("pump", "pump"), (row.Source, row.Device)));
        Assert.Equal((SourceState.Finished, 3, 0, First.AddSeconds(3)), (source.Status.State, source.Status.Readings, source.Status.Refused, source.Status.LastReading));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task Start_AtASpeed_KeepsTheRecordingsPace(double speed)
    {
        File.WriteAllText(_file, Pump);
        await using var source = new ReplaySource(Options with { Speed = speed }, _sink.Take, _time);
        source.Start();
        await _sink.NextAsync();
        var step = TimeSpan.FromSeconds(1 / speed);
        _time.Advance(step);
        await _sink.NextAsync();
        _time.Advance(step * 1.9);
        Assert.Equal(2, _sink.Rows.Length);
        _time.Advance(step * 0.1);
        await _sink.NextAsync();
        await Finished(source);
    }

    [Fact]
    public async Task Start_StoreIsSlow_WaitsForItAndGathersWhatIsDue()
    {
        var text = new StringBuilder("time,a\n");
        for (int i = 0; i < 5000; i++) text.Append(1_700_000_000 + i).Append(',').Append(i).Append('\n');
        _sink.Hold();
        File.WriteAllText(_file, text.ToString());
        await using var source = new ReplaySource(Options with { TimeColumn = "time", Separator = ',', Speed = 0 }, _sink.Take, _time);
        source.Start();
        await _sink.NextAsync();
        Assert.Equal((1, 8), (_sink.Batches, _sink.Rows.Length));
        _sink.LetGo();
        await Finished(source);
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => (double)i), _sink.Rows.Select(row => row.Values["a"]));
        // 8, 16, 32, 64, 128, and then 256 rows each.
        Assert.Equal(5 + 19, _sink.Batches);
    }

    [Fact]
    public async Task Start_StoreFails_TriesTheSameRowsAgain()
    {
        _sink.Failure = new IOException("The disk is gone.");
        File.WriteAllText(_file, Pump);
        await using var source = new ReplaySource(Options with { Speed = 0 }, _sink.Take, _time);
        source.Start();
        Assert.True(SpinWait.SpinUntil(() => source.Status.Conditions.Any(c => c.Code == "source.not-stored"), HeldSink.Patience));
        _sink.Failure = null;
        _time.Advance(TimeSpan.FromSeconds(1));
        await Finished(source);
        Assert.Equal(3, _sink.Rows.Length);
        Assert.Empty(source.Status.Conditions);
    }

    [Fact]
    public async Task Start_BadLines_AreCountedAndNamed()
    {
        string text = "time,a,b\n1700000000,1,2\n1700000001,1\n1700000002,x,2\nyesterday,1,2\n" + new string('9', 100_000) + "\n\n1700000003,3,nan\n1700000004,4,\"5\"";
        await using var source = await Play(text, Options with { TimeColumn = "time", Separator = ',', Speed = 0 });
        Assert.Equal([1.0, 3, 4], _sink.Rows.Select(row => row.Values["a"]));
        Assert.Equal([2, double.NaN, 5], _sink.Rows.Select(row => row.Values["b"]));
        Assert.Equal(4, source.Status.Refused);
        Assert.Equal("4 lines were passed over, the last one line 6: it has more than 65536 bytes.", Assert.Single(source.Status.Conditions).Text);
    }

    [Fact]
    public async Task Start_BadNumber_SaysWhereItStands()
    {
        await using var source = await Play("time,a\n1700000000,1\n1700000001,1.2.3\n", Options with { TimeColumn = "time", Separator = ',', Speed = 0 });
        Assert.EndsWith("line 3: column 'a' is '1.2.3', which is no number.", Assert.Single(source.Status.Conditions).Text);
    }

    [Theory]
    [InlineData("no such file", null, "Could not find file")]
    [InlineData("wrong column", "a;b\n1;2\n", "has no column 'datetime'; it has a, b.")]
    [InlineData("empty", "", "does not begin with a line of column names")]
    [InlineData("no numbers", "datetime;b\n2020-01-01T00:00;x\n", "has no column of numbers")]
    [InlineData("twice", "datetime;b;b\n2020-01-01T00:00;1;2\n", "has a column twice")]
    public async Task Start_FileCannotBeReplayed_FailsWithTheReason(string _, string? text, string expected)
    {
        if (text is null) File.Delete(_file);
        else File.WriteAllText(_file, text);
        await using var source = new ReplaySource(Options, _sink.Take, _time);
        source.Start();
        Assert.True(SpinWait.SpinUntil(() => source.Status.State == SourceState.Failed, HeldSink.Patience));
        Assert.Contains(expected, Assert.Single(source.Status.Conditions).Text);
    }

    [Fact]
    public async Task Start_AfterATime_PassesOverWhatIsStored()
    {
        await using var source = await Play(Pump, Options with { Speed = 0, StartAfter = First.AddSeconds(1) });
        Assert.Equal([UnixTime.Us(First.AddSeconds(3))], _sink.Times);
    }

    [Fact]
    public async Task Start_Loop_GoesOnInTime()
    {
        File.WriteAllText(_file, Pump);
        var enough = new TaskCompletionSource();
        var times = new List<long>();
        await using var source = new ReplaySource(Options with { Speed = 0, Loop = true }, batch =>
        {
            times.AddRange(batch.TimesUs);
            batch.Release();
            if (times.Count >= 100) enough.TrySetResult();
            return enough.Task.IsCompleted ? new TaskCompletionSource().Task : Task.CompletedTask;
        }, _time);
        source.Start();
        await enough.Task.WaitAsync(HeldSink.Patience);
        // Rows 0, 1 and 3 s into the file; half of its 3 s is the usual step to the next round.
        Assert.Equal(Enumerable.Range(0, 33).SelectMany(round => new[] { 0, 1.0, 3 }.Select(s => UnixTime.Us(First.AddSeconds(round * 4.5 + s)))), times.Take(99));
    }

    [Fact]
    public async Task Start_LoopAfterATime_GoesOnInTheRoundThatItWasIn()
    {
        File.WriteAllText(_file, Pump);
        await using var source = new ReplaySource(Options with { Loop = true, StartAfter = First.AddSeconds(4.5 * 500_000_000 + 1) }, _sink.Take, _time);
        source.Start();
        await _sink.NextAsync();
        Assert.Equal([UnixTime.Us(First.AddSeconds(4.5 * 500_000_000 + 3))], _sink.Times);
    }

    [Fact]
    public async Task Start_TimesFromNow_MovesTheRecording()
    {
        await using var source = await Play(Pump, Options with { Speed = 0, TimesFromNow = true });
        Assert.Equal([_time.NowUs(), UnixTime.Us(_time.GetUtcNow()) + 1_000_000, UnixTime.Us(_time.GetUtcNow()) + 3_000_000], _sink.Times);
    }

    [Fact]
    public async Task Dispose_WhileTheStoreHangs_Ends()
    {
        _sink.Hold();
        File.WriteAllText(_file, Pump);
        var source = new ReplaySource(Options with { Speed = 0 }, _sink.Take, _time);
        source.Start();
        await _sink.NextAsync();
        await source.DisposeAsync().AsTask().WaitAsync(HeldSink.Patience);
        Assert.Equal(SourceState.Stopped, source.Status.State);
    }

    [EdgeDataFact("skab/data/valve1/0.csv")]
    public async Task Start_Skab_GivesItsEightChannels()
    {
        var options = Options with { File = EdgeData.PathOf("skab/data/valve1/0.csv"), Speed = 0, Exclude = ["anomaly", "changepoint"] };
        await using var source = new ReplaySource(options, _sink.Take, _time);
        source.Start();
        await Finished(source);
        Assert.Equal(0, source.Status.Refused);
        Assert.Equal(File.ReadLines(options.File).Count() - 1, _sink.Rows.Length);
        Assert.Equal(["Accelerometer1RMS", "Accelerometer2RMS", "Current", "Pressure", "Temperature", "Thermocouple", "Voltage", "Volume Flow RateRMS"], _sink.Rows[0].Values.Keys);
        Assert.Equal(0.0265878, _sink.Rows[0].Values["Accelerometer1RMS"]);
    }


    private static async Task Finished(ReplaySource source)
    {
        await Task.Yield();
        Assert.True(SpinWait.SpinUntil(() => source.Status.State == SourceState.Finished, HeldSink.Patience), string.Join(" ", source.Status.Conditions));
    }

    private async Task<ReplaySource> Play(string text, ReplayOptions options)
    {
        File.WriteAllText(_file, text);
        var source = new ReplaySource(options, _sink.Take, _time);
        source.Start();
        await Finished(source);
        return source;
    }
}
