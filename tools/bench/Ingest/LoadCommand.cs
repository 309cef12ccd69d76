using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace EdgeAppliance.Bench.Ingest;

/// <summary>The load generator: one thread, one poll(2) for all publishers, and new publishes for those that were acknowledged.</summary>
internal static unsafe class LoadCommand
{
    private const int PollMs = 100;

    public static int Run(string[] args)
    {
        var options = LoadOptions.Parse(args);
        var publishers = new LoadPublisher[options.Publishers];
        for (int i = 0; i < publishers.Length; i++) publishers[i] = new LoadPublisher(options, i);
        foreach (var publisher in publishers) publisher.Send(options.InFlight);
        long before = Drive(publishers, options.WarmUpS);
        var processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        long measured = Drive(publishers, options.MeasuredS);
        var result = new LoadResult(measured, before + measured, Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
        Console.WriteLine(result.ToLine());
        foreach (var publisher in publishers) publisher.Dispose();
        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Drive(LoadPublisher[] publishers, double seconds)
    {
        var fds = stackalloc PollFd[publishers.Length];
        for (int i = 0; i < publishers.Length; i++) fds[i] = new PollFd { Fd = publishers[i].Fd, Events = Posix.PollIn };
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        long acknowledged = 0;
        while (Stopwatch.GetTimestamp() < end)
        {
            int ready = Posix.Poll(fds, (nuint)publishers.Length, PollMs);
            for (int i = 0; ready > 0 && i < publishers.Length; i++)
            {
                if (fds[i].Returned == 0) continue;
                ready--;
                acknowledged += publishers[i].Turn();
            }
        }
        return acknowledged;
    }
}
