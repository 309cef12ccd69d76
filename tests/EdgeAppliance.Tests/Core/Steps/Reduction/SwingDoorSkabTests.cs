using System.Globalization;
using EdgeAppliance.Tests.Core.Steps.Signal;
using EdgeAppliance.Tests.Inference;
using Xunit.Abstractions;

namespace EdgeAppliance.Tests.Core.Steps.Reduction;

/// <summary>SKAB's pump experiments at 1 % of each channel's own range. Six of its eight channels are noise of 4 to 20 % of their range from one reading to
/// the next, of which no lines within 1 % can leave much out; behind a median they follow what the pump does.</summary>
public sealed class SwingDoorSkabTests(ITestOutputHelper output)
{
    private const int Channels = 8;
    private const string Median = """{"type":"filter","kind":"median","size":31},""";

    [EdgeDataTheory("skab/data/valve1")]
    [InlineData("", 1.4)]
    [InlineData(Median, 5)]
    public void Process_Valve1AtOnePercentOfRange_KeepsFewerSamplesWithinTheError(string before, double fewer)
    {
        var files = Files();
        double[] ranges = Ranges(files);
        string errors = string.Join(',', ranges.Select((range, c) => string.Create(CultureInfo.InvariantCulture, $"\"{(char)('a' + c)}\":{0.01 * range}")));
        var (samples, kept) = (0L, 0L);
        long[] keptOf = new long[Channels];
        foreach (var (times, columns) in files)
        {
            var whole = Run($"[{before}{{\"type\":\"select\",\"channels\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\"]}}]", times, columns);
            var run = Run($"[{before}{{\"type\":\"swingdoor\",\"channels\":{{{errors}}},\"maxGap\":\"10m\"}}]", times, columns);
            for (int c = 0; c < Channels; c++)
            {
                var points = new KeptPoints(run.TimesUs, run.Columns[c]);
                for (int i = 0; i < times.Length; i++) Assert.InRange(points.ErrorAt(times[i], whole.Columns[c][i]), 0, 0.01 * ranges[c] * (1 + 1e-9));
                (samples, kept) = (samples + times.Length, kept + points.Count);
                keptOf[c] += points.Count;
            }
        }
        output.WriteLine($"{samples} samples, {kept} kept: {(double)samples / kept:F2} times fewer; by channel {string.Join(' ', keptOf.Select(k => $"{(double)samples / Channels / k:F1}"))}");
        Assert.True(samples >= fewer * kept, $"{samples} samples, {kept} kept");
    }

    /// <summary>What the raw readings allow: pieces that join need a value at the end of each, so no lines within the error have fewer values than these.</summary>
    [EdgeDataFact("skab/data/valve1")]
    public void Valve1AtOnePercentOfRange_NoLinesOfAnyMethodHaveAThirdOfTheSamples()
    {
        var files = Files();
        double[] ranges = Ranges(files);
        var (samples, fewest) = (0L, 0L);
        double[] byChannel = new double[Channels];
        for (int c = 0; c < Channels; c++)
        {
            long values = files.Sum(file => FewestLines.Of(file.TimesUs, file.Columns[c], 0.01 * ranges[c]) + 1L), all = files.Sum(file => (long)file.TimesUs.Length);
            byChannel[c] = (double)all / values;
            (samples, fewest) = (samples + all, fewest + values);
        }
        output.WriteLine($"{samples} samples, {fewest} at least: {(double)samples / fewest:F2} times fewer; by channel {string.Join(' ', byChannel.Select(times => $"{times:F1}"))}");
        Assert.InRange((double)samples / fewest, 2.5, 3);
    }

    private static List<(long[] TimesUs, double[][] Columns)> Files() => [.. Directory.GetFiles(EdgeData.PathOf("skab/data/valve1"), "*.csv").Select(Read)];

    private static double[] Ranges(List<(long[] TimesUs, double[][] Columns)> files) =>
        [.. Enumerable.Range(0, Channels).Select(c => files.Max(file => file.Columns[c].Max()) - files.Min(file => file.Columns[c].Min()))];

    private static SignalRun Run(string steps, long[] times, double[][] columns)
    {
        var run = new SignalRun(steps);
        run.Push(times, columns);
        run.Push([times[^1] + 3_600_000_000], [.. columns.Select(_ => new[] { double.NaN })]);
        return run;
    }

    private static (long[] TimesUs, double[][] Columns) Read(string path)
    {
        var lines = File.ReadLines(path).Skip(1).Select(line => line.Split(';')).ToList();
        long[] times = [.. lines.Select(line => DateTime.Parse(line[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal).Ticks / 10 - DateTime.UnixEpoch.Ticks / 10)];
        return (times, [.. Enumerable.Range(1, Channels).Select(c => lines.Select(line => double.Parse(line[c], CultureInfo.InvariantCulture)).ToArray())]);
    }
}
