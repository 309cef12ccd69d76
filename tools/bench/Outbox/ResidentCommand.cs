using System.Globalization;
using EdgeAppliance.Bench.Harness;

namespace EdgeAppliance.Bench.Outbox;

/// <summary>A process of its own that holds a backlog and works at it, then prints <c>resident NOW MOST</c>, in bytes.</summary>
internal static class ResidentCommand
{
    private const string Word = "resident";

    /// <param name="args">Folder, batches of backlog, batches that then come and go.</param>
    public static async Task<int> RunAsync(string[] args, TimeProvider time)
    {
        int backlog = int.Parse(args[1], CultureInfo.InvariantCulture), work = int.Parse(args[2], CultureInfo.InvariantCulture);
        using var store = new StoreQueue(args[0], time);
        var queue = new TimedQueue(store, time);
        await queue.Append(backlog);
        for (int batch = 0; batch < work; batch++)
        {
            await queue.Append(1);
            await queue.Take(1);
        }
        int own = Environment.ProcessId;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Word} {ProcessCost.ResidentBytes(own)} {ProcessCost.ResidentBytes(own, most: true)}"));
        return 0;
    }

    /// <returns>Bytes; null where the lines hold no answer.</returns>
    public static (long Now, long Most)? Parse(string lines)
    {
        foreach (string line in lines.Split('\n'))
            if (line.Split(' ') is [Word, var now, var most]) return (long.Parse(now, CultureInfo.InvariantCulture), long.Parse(most, CultureInfo.InvariantCulture));
        return null;
    }
}
