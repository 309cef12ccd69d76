using EdgeAppliance.Bench.Daemons;
using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Bench.Ingest;
using EdgeAppliance.Demo.Appliance;
using EdgeAppliance.Demo.Devices;
using EdgeAppliance.Demo.Processes;
using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Bench.Footprint;

/// <summary>What the daemon takes: its file, the time from exec to ready, and memory, processor and collections after minutes of the demo's
/// configuration: this machine's sensors at 10 Hz through host-anomaly, devices over MQTT, an uplink to mosquitto.</summary>
internal sealed class FootprintBench : IBench
{
    private const double Megabyte = 1e6;
    private const string Model = "host-anomaly";
    private const string Gen2 = "edge_process_gc_collections_total{generation=\"2\"}";

    public string Name => "footprint";

    public string Summary => "the daemon's file, start, memory and collections under the demo's configuration";

    public async Task RunAsync(BenchRun run)
    {
        string program = DaemonProgram.Find(run);
        bool isAot = !File.Exists(program + ".dll");
        await using var cloud = await Mosquitto.StartAsync("mosquitto", run.Folder, null, run.Time);
        using var appliance = new ApplianceProcess(program, run.Folder, run.Time);
        CopyFolder(Path.Combine(run.Root, "models", Model), Path.Combine(appliance.ModelsFolder, Model));
        appliance.Configure(MachineConfiguration.Write(cloud.Port, Script.Full));
        run.Report("executable", new FileInfo(program).Length / Megabyte, "MB", isAot ? Bar.AtMost(40) : null);
        await Starts(run, program, isAot);
        await Steady(run, appliance, isAot);
        if (await appliance.Stop() != 0) throw new InvalidOperationException($"The daemon did not end well: {appliance.Log}");
    }

    private static async Task Starts(BenchRun run, string program, bool isAot)
    {
        int starts = run.Options.Integer("starts", 10, smoke: 1);
        using var socket = new ReadySocket(Path.Combine(run.Folder, "notify.sock"));
        var times = new List<double>();
        for (int i = 0; i <= starts; i++)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), run.Time);
            long since = run.Time.GetTimestamp();
            using var process = new ChildProcess(program, "--config", Path.Combine(run.Folder, "appliance.json"), "--state", Path.Combine(run.Folder, "state"));
            await socket.WaitUntilReady(limit.Token);
            times.Add(run.Time.GetElapsedTime(since).TotalMilliseconds);
            if (await process.Stop(TimeSpan.FromSeconds(10), run.Time) != 0) throw new InvalidOperationException($"The daemon did not end well: {process.Log}");
        }
        run.Report("exec to ready, the first time, with an empty state", times[0], "ms");
        run.Report("exec to ready, median", Statistics.Median(times.Skip(1)), "ms", isAot ? Bar.AtMost(150) : null);
    }

    private static async Task Steady(BenchRun run, ApplianceProcess appliance, bool isAot)
    {
        await appliance.Start(CancellationToken.None);
        using var metrics = new DaemonMetrics(Path.Combine(run.Folder, "state/control.sock"));
        await using var devices = new DeviceFleet(4, () => appliance.MqttPort, run.Time);
        devices.Start();
        var whole = TimeSpan.FromSeconds(run.Options.Integer("seconds", 600, smoke: 3));
        var settle = whole / 10;
        await Task.Delay(settle, run.Time);
        var (gen2, allocated, processor) = (await metrics.Read(Gen2), await metrics.Read("edge_process_allocated_bytes_total"), ProcessCost.ProcessorSeconds(appliance.Id));
        await Task.Delay(whole - settle, run.Time);
        double seconds = (whole - settle).TotalSeconds;
        run.Report("gen-2 collections", (await metrics.Read(Gen2) - gen2) / seconds * 60, "a minute", Bar.AtMost(0));
        run.Report("allocated", (await metrics.Read("edge_process_allocated_bytes_total") - allocated) / seconds / 1e3, "kB/s");
        run.Report("managed heap", await metrics.Read("edge_process_heap_bytes") / Megabyte, "MB");
        run.Report("share of one processor", (ProcessCost.ProcessorSeconds(appliance.Id) - processor) / seconds * 100, "%");
        run.Report($"resident after {whole.TotalSeconds:0} s", ProcessCost.ResidentBytes(appliance.Id) / Megabyte, "MB", isAot ? Bar.AtMost(64) : null);
        run.Report("resident at most", ProcessCost.ResidentBytes(appliance.Id, most: true) / Megabyte, "MB");
        run.Report("readings acknowledged", devices.Acknowledged, "readings");
        await devices.Finish(TimeSpan.FromSeconds(10), run.Time);
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
