using CsCheck;
using EdgeAppliance.Tests.Core.Steps.Signal;

namespace EdgeAppliance.Tests.Core.Steps.Reduction;

public sealed class SwingDoorTests
{
    private const long Start = 1_700_000_000_000_000;
    private const double Rounding = 1e-9;
    private const string One = """[{"type":"swingdoor","channels":{"a":0.5},"maxGap":"1s","late":"late"}]""";

    private static readonly Gen<(int StepMs, double A, double B)[]> Walks =
        Gen.Select(Gen.Frequency((20, Gen.Int[1, 50]), (2, Gen.Int[-60, 0]), (1, Gen.Int[900, 1500])), Move(), Move()).Array[1, 300];

    [Fact]
    public void Process_RampAndStep_KeepsItsCorners()
    {
        var run = new SignalRun(One);
        Push(run, (0, 0), (100, 1), (200, 2), (300, 3), (400, 0), (500, 0), (600, 0), (1700, double.NaN));
        Assert.Equal([Start, Start + 300_000, Start + 400_000, Start + 600_000], run.TimesUs);
        Assert.Equal([0, 3, 0, 0], run.Columns[0]);
    }

    /// <summary>The corridor is still open there, but the line that is drawn is off by nearly twice the error.</summary>
    [Fact]
    public void Process_LastPointAtTheCorridorsEdge_DoesNotBend()
    {
        var run = new SignalRun(One);
        Push(run, (0, 0), (100, 0.5), (200, -0.5), (300, -1.2), (1400, double.NaN));
        var kept = new KeptPoints(run.TimesUs, run.Columns[0]);
        Assert.All(new[] { (100, 0.5), (200, -0.5), (300, -1.2) }, reading => Assert.InRange(kept.ErrorAt(Start + 1000 * reading.Item1, reading.Item2), 0, 0.5 + Rounding));
    }

    [Fact]
    public void Process_SlowAndFastChannels_LeaveInOrderOfTime()
    {
        var run = new SignalRun("""[{"type":"swingdoor","channels":{"a":0.5,"b":0.5},"maxGap":"10s"}]""");
        for (int i = 0; i < 300; i++) run.Push([Start + i * 10_000], [[i * i % 11], [i % 50 == 0 ? i % 100 / 50 : double.NaN]]);
        Assert.Equal(run.TimesUs.Order(), run.TimesUs);
        Assert.True(run.TimesUs.Count > 100);
    }

    [Fact]
    public void Process_Late_IsCoveredByTheLineOrCounted()
    {
        var run = new SignalRun(One);
        Push(run, (0, 0), (100, 1), (300, 3), (200, 2.4), (200, 9), (300, 3.1), (400, 4), (1600, double.NaN), (1700, 1));
        Assert.Equal([0, 4, 1], run.Columns[0]);
        Assert.Equal([0, 1, 1], run.Columns[1]);
    }

    [Fact]
    public void Process_ClockSetBack_BeginsAnewAndHandsOnWhatThereWas()
    {
        var run = new SignalRun(One);
        Push(run, (0, 0), (100, 0), (200, 0), (-60_000, 5), (-59_900, 5), (-58_000, double.NaN));
        Assert.Equal([0, 200, -60_000, -59_900], run.TimesUs.Select(time => (time - Start) / 1000));
        Assert.Equal([0, 0, 5, 5], run.Columns[0]);
    }

    [Fact]
    public void Process_ChannelThatGoesQuiet_WaitingRowsAreBounded()
    {
        var run = new SignalRun("""[{"type":"swingdoor","channels":{"a":0,"b":0},"maxGap":"1h"}]""");
        run.Push([Start, Start + 1], [[0, 0], [0, 1]]);
        for (int i = 2; i < 3000; i++) run.Push([Start + i], [[i * i % 11], [double.NaN]]);
        Assert.True(run.TimesUs.Count > 1500);
        Assert.Equal(1, run.Columns[1][run.TimesUs.IndexOf(Start + 1)]);
    }

    [Fact]
    public void Process_RandomWalks_TheErrorHolds() => Walks.Sample(steps =>
    {
        var run = new SignalRun("""[{"type":"swingdoor","channels":{"a":1.5,"b":{"fraction":0.01,"low":-20,"high":30}},"maxGap":"1s","late":"late"}]""");
        var (times, columns) = Rows(steps);
        run.Push(times, columns);
        run.Restart();
        run.Push([times.Max() + 2_000_000], [[0], [0]]);
        double counted = run.Columns[2].Max();
        long off = Check(new KeptPoints(run.TimesUs, run.Columns[0]), times, columns[0], 1.5) + Check(new KeptPoints(run.TimesUs, run.Columns[1]), times, columns[1], 0.5);
        Assert.InRange(off, 0, counted);
    }, iter: 500);

    /// <returns>Late values that no line covers.</returns>
    private static long Check(KeptPoints kept, long[] timesUs, double[] values, double error)
    {
        var inOrder = new List<long>();
        long off = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) continue;
            double found = kept.ErrorAt(timesUs[i], values[i]);
            if (inOrder.Count > 0 && timesUs[i] <= inOrder[^1]) off += found > error + Rounding ? 1 : 0;
            else
            {
                Assert.InRange(found, 0, error + Rounding);
                inOrder.Add(timesUs[i]);
            }
        }
        Assert.InRange(kept.LongestLineUs(inOrder), 0, 1_000_000);
        return off;
    }

    private static (long[] TimesUs, double[][] Columns) Rows((int StepMs, double A, double B)[] steps)
    {
        var times = new long[steps.Length];
        double[][] columns = [new double[steps.Length], new double[steps.Length]];
        var (time, a, b) = (Start, 0.0, 0.0);
        for (int i = 0; i < steps.Length; i++)
        {
            // A late reading does not turn the clock back for those behind it.
            times[i] = time + steps[i].StepMs * 1000;
            time = Math.Max(time, times[i]);
            if (!double.IsNaN(steps[i].A)) a += steps[i].A;
            if (!double.IsNaN(steps[i].B)) b += steps[i].B;
            (columns[0][i], columns[1][i]) = (a + 0 * steps[i].A, b + 0 * steps[i].B);
        }
        return (times, columns);
    }

    private static Gen<double> Move() => Gen.Frequency((10, Gen.Double[-1, 1]), (1, Gen.Const(double.NaN)), (1, Gen.Double[-9, 9]));

    private static void Push(SignalRun run, params (long TimeMs, double Value)[] readings) =>
        run.Push([.. readings.Select(reading => Start + 1000 * reading.TimeMs)], [[.. readings.Select(reading => reading.Value)]]);
}
