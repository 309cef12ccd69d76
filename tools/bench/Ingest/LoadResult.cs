using System.Globalization;
using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.Bench.Ingest;

/// <summary>What the load generator counted, as its one line of output says it.</summary>
/// <param name="Acknowledged">Within the measured seconds.</param>
/// <param name="AcknowledgedInAll">With those of the warm-up.</param>
/// <param name="ProcessorS">Of the generator, within the measured seconds.</param>
internal sealed record LoadResult(long Acknowledged, long AcknowledgedInAll, double Seconds, double ProcessorS)
{
    public double Rate => Acknowledged / Seconds;

    /// <summary>Runs a load generator, which is a process of its own.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public static async Task<LoadResult> GenerateAsync(string command, string[] arguments)
    {
        using var process = new ChildProcess(Environment.ProcessPath!, [command, .. arguments]);
        await process.WaitForExitAsync();
        return process.Log.Split('\n').Select(FromLine).FirstOrDefault(result => result is not null)
            ?? throw new IOException($"The load generator failed: {process.Log}");
    }

    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"load {Acknowledged} {AcknowledgedInAll} {Seconds:R} {ProcessorS:R}");

    public static LoadResult? FromLine(string line)
    {
        string[] parts = line.Split(' ');
        if (parts is not ["load", _, _, _, _]) return null;
        return new LoadResult(
            long.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture),
            double.Parse(parts[3], CultureInfo.InvariantCulture), double.Parse(parts[4], CultureInfo.InvariantCulture));
    }
}
