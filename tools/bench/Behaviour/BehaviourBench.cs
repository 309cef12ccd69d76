using System.Diagnostics;
using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Bench.Behaviour;

/// <summary>What it costs a reading, a second and the memory to watch how devices behave.</summary>
internal sealed class BehaviourBench : IBench
{
    private static readonly BehaviourRule s_learnt = new(BehaviourAction.Throttle, 1, 3) { IsLearnt = true };

    private static readonly BehaviourRules s_rules = new("all")
    {
        Rate = s_learnt, Size = s_learnt, Range = s_learnt, Silence = s_learnt with { Action = BehaviourAction.Report }, Sequence = s_learnt with { IsLearnt = false, RaiseAfter = 1000 }, SequenceChannel = "n",
        LearnFor = TimeSpan.FromMilliseconds(1), Margin = 100,
    };

    private static readonly string[] s_names = ["n", "a", "b", "c", "d", "e", "f", "g"];

    public string Name => "behaviour";

    public string Summary => "time and bytes a reading of eight channels under all rules of the behaviour watch, and memory and a sweep of its devices";

    public Task RunAsync(BenchRun run)
    {
        int rounds = run.Options.Integer("rounds", 11, smoke: 1);
        int devices = run.Options.Integer("devices", BehaviourWatch.DevicesMaxUsual, smoke: 1000);
        Readings(run, rounds, run.Options.Integer("readings", 1_000_000, smoke: 10_000));
        Devices(run, rounds, devices);
        return Task.CompletedTask;
    }

    private static void Readings(BenchRun run, int rounds, int readings)
    {
        var watch = Made();
        var source = watch.Of("plant");
        WatchedDevice? device = null;
        var channels = new ChannelSet(s_names);
        Feed(source, ref device, channels, readings);
        var nanoseconds = new List<double>();
        long allocated = long.MaxValue;
        for (int round = 0; round < rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            nanoseconds.Add(Feed(source, ref device, channels, readings));
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        run.Report("all rules, learnt", Statistics.Median(nanoseconds), "ns/reading");
        run.Report("all rules, learnt, allocated", (double)allocated / readings, "bytes/reading", Bar.AtMost(0));
    }

    private static double Feed(BehaviourSource source, ref WatchedDevice? device, ChannelSet channels, int readings)
    {
        Span<double> values = stackalloc double[s_names.Length];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < readings; i++)
        {
            values[0] = i;
            values[1 + i % 7] = i % 100;
            device = source.Find("pump", device);
            if (device.Admit(source.Now) == BehaviourGate.Open) device.Observe(channels, values, 60 + i % 50, source.Now);
        }
        return (Stopwatch.GetTimestamp() - start) * 1e9 / Stopwatch.Frequency / readings;
    }

    private static void Devices(BenchRun run, int rounds, int devices)
    {
        string[] names = [.. Enumerable.Range(0, devices).Select(i => $"device-{i}")];
        // Each has a list of channels of its own, as sources make them; it is not the watch's.
        var lists = Array.ConvertAll(names, _ => new ChannelSet(s_names));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Made();
        var source = watch.Of("plant");
        double[] values = new double[s_names.Length];
        for (int i = 0; i < devices; i++) source.Find(names[i], null).Observe(lists[i], values, 60, source.Now);
        run.Report("kept a device", (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / devices, "bytes", Bar.AtMost(1000));
        var milliseconds = new List<double>();
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            watch.Sweep();
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        run.Report($"sweep of {devices} devices", Statistics.Median(milliseconds), "ms");
        run.Report("saved a device", (double)watch.Save().Length / devices, "bytes");
        GC.KeepAlive(lists);
    }

    private static BehaviourWatch Made()
    {
        var watch = new BehaviourWatch(TimeProvider.System);
        watch.Use([s_rules]);
        return watch;
    }
}
