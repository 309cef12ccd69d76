using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Core.Steps.Timing;
using EdgeAppliance.Tests.Core.Steps.Signal;

namespace EdgeAppliance.Tests.Core.Steps.Timing;

public sealed class AlignTests
{
    private const long Start = 1_700_000_000_000_000;
    private const string Two = """[{"type":"align","every":"10ms","lateness":"30ms","maxAge":"1s","late":"late","channels":{"x":"p/a","y":"q/a"}}]""";

    [Fact]
    public void Process_TwoDevices_JoinsTheirNewestValuesOnTheGrid()
    {
        var run = new SignalRun(Two);
        Push(run, "p", (0, 1), (20, 2));
        Push(run, "q", (5, 10), (60, 11));
        Assert.Equal([Start, Start + 10_000, Start + 20_000, Start + 30_000], run.TimesUs);
        Assert.Equal([[1, 1, 2, 2], [double.NaN, 10, 10, 10], [0, 0, 0, 0]], run.Columns);
    }

    [Fact]
    public void Process_LaterThanTheLateness_IsDroppedAndCounted()
    {
        var run = new SignalRun(Two);
        Push(run, "p", (0, 1), (60, 2));
        Push(run, "q", (31, 5), (30, 6), (10, 7));
        Push(run, "p", (75, 3));
        Assert.Equal(Start + 40_000, run.TimesUs[^1]);
        Assert.Equal([1, 5, 2], run.Columns.Select(column => column[^1]));
    }

    [Fact]
    public void Process_LaterThanTheLateness_CountsInThePipelinesMeter()
    {
        var options = new AlignOptions([new AlignInput("x", "p", "v")], new TimeGrid(10_000), IsLinear: false, LatenessUs: 0, MaxAgeUs: 50_000);
        var context = new StepContext("joined", "source", "joined", _ => { });
        var step = new Align(options, context);
        var batch = ReadingBatch.Rent("source", "p", new ChannelSet("v"), 4);
        foreach (long us in (long[])[1_000_000, 1_100_000, 1_010_000, 1_020_000]) batch.AddRow(us, [1]);
        step.Process(batch);
        Assert.Equal((2, 2), (step.Dropped, context.Late.Dropped));
    }

    [Fact]
    public void Process_OneClockInTheFuture_DoesNotMakeTheOthersLate()
    {
        var run = new SignalRun(Two);
        for (int i = 0; i < 100; i++)
        {
            Push(run, "p", (i * 10, i));
            Push(run, "q", (1_000_000_000 + i, 5));
        }
        Assert.Equal(97, run.TimesUs.Count);
        Assert.All(run.Columns[1], value => Assert.True(double.IsNaN(value)));
        Assert.Equal(99, run.Columns[2][^1]);
    }

    [Fact]
    public void Process_AllClocksSetBack_BeginsAnew()
    {
        var run = new SignalRun(Two);
        Push(run, "p", (0, 1), (50, 1));
        for (int i = 0; i < 40; i++)
        {
            Push(run, "p", (-10_000_000 + i * 10, i));
            run.Restart();
        }
        Assert.Equal(Start - 10_000_000_000 + 360_000, run.TimesUs[^1]);
    }

    /// <summary>Against the rows that all readings together make when they are looked up one by one.</summary>
    [Theory]
    [InlineData(1, "previous")]
    [InlineData(2, "linear")]
    [InlineData(3, "previous")]
    [InlineData(4, "linear")]
    public void Process_ShuffledWithinTheLateness_MakesTheRowsOfReadingsInOrder(int seed, string method)
    {
        var random = new Random(seed);
        var readings = new List<(string Device, long TimeMs, double Value, long ArrivesMs)>();
        foreach (var (device, everyMs) in new[] { ("p", 7), ("q", 23) })
            for (long at = random.Next(5); at < 3000; at += 1 + random.Next(2 * everyMs)) readings.Add((device, at, Math.Round(random.NextDouble(), 3), at + random.Next(29)));
        // A line needs the reading behind, which may be 46 ms off and 29 ms late.
        int latenessMs = method == "linear" ? 80 : 30;
        var run = new SignalRun(Two.Replace("\"lateness\":\"30ms\"", $"\"method\":\"{method}\",\"lateness\":\"{latenessMs}ms\""));
        foreach (var (device, timeMs, value, _) in readings.OrderBy(reading => reading.ArrivesMs))
        {
            Push(run, device, (timeMs, value));
            if (random.Next(10) == 0) run.Restart();
        }
        long end = readings.Max(reading => reading.TimeMs) - latenessMs;
        Assert.Equal(0, run.Columns[2][^1]);
        Assert.Equal(Start / 1000 + end - end % 10, run.TimesUs[^1] / 1000);
        for (int row = 0; row < run.TimesUs.Count; row++)
            for (int c = 0; c < 2; c++)
                Assert.Equal(Expected([.. readings.Where(reading => reading.Device == (c == 0 ? "p" : "q"))], (run.TimesUs[row] - Start) / 1000, method), run.Columns[c][row], 9);
    }

    private static double Expected(List<(string Device, long TimeMs, double Value, long ArrivesMs)> readings, long atMs, string method)
    {
        int after = readings.FindIndex(reading => reading.TimeMs > atMs);
        if (after == 0) return double.NaN;
        var before = after < 0 ? readings[^1] : readings[after - 1];
        if (method == "previous" || before.TimeMs == atMs) return before.Value;
        return after < 0 ? double.NaN : before.Value + (readings[after].Value - before.Value) * (atMs - before.TimeMs) / (readings[after].TimeMs - before.TimeMs);
    }

    private static void Push(SignalRun run, string device, params (long TimeMs, double Value)[] readings) =>
        run.Push([.. readings.Select(reading => Start + 1000 * reading.TimeMs)], [[.. readings.Select(reading => reading.Value)]], device);
}
