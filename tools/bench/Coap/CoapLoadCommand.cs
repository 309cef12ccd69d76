using System.Diagnostics;
using EdgeAppliance.Bench.Ingest;

namespace EdgeAppliance.Bench.Coap;

/// <summary>The load generator for CoAP: one thread, one poll(2) for all devices.</summary>
internal static unsafe class CoapLoadCommand
{
    public const string Name = "coap-load";

    private const int PollMs = 500;

    public static int Run(string[] args)
    {
        var options = CoapLoadOptions.Parse(args);
        var clients = new CoapLoadClient[options.Clients];
        for (int i = 0; i < clients.Length; i++) clients[i] = new CoapLoadClient(options, i);
        foreach (var client in clients) client.Send();
        long before = Drive(clients, options.WarmUpS);
        var processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        long measured = Drive(clients, options.MeasuredS);
        Console.WriteLine(new LoadResult(measured, before + measured, Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds).ToLine());
        foreach (var client in clients) client.Dispose();
        return 0;
    }

    private static long Drive(CoapLoadClient[] clients, double seconds)
    {
        var fds = stackalloc PollFd[clients.Length];
        for (int i = 0; i < clients.Length; i++) fds[i] = new PollFd { Fd = clients[i].Fd, Events = Posix.PollIn };
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        long answered = 0;
        while (Stopwatch.GetTimestamp() < end)
        {
            int ready = Posix.Poll(fds, (nuint)clients.Length, PollMs);
            // A datagram was lost somewhere, and all wait.
            if (ready == 0)
                foreach (var client in clients) client.Repeat();
            for (int i = 0; ready > 0 && i < clients.Length; i++)
            {
                if (fds[i].Returned == 0) continue;
                ready--;
                if (clients[i].Turn()) answered++;
            }
        }
        return answered;
    }
}
