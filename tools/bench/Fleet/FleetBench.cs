using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Bundles.Rollouts;

namespace EdgeAppliance.Bench.Fleet;

/// <summary>A version on its way to a fleet, 1 % → 10 % → 100 %, of whose devices 2 % are bad: whether it stops where it should, and what that
/// costs the one static server.</summary>
internal sealed class FleetBench : IBench
{
    private const int FirstPpm = 10_000;
    private const int SecondPpm = 100_000;

    /// <summary>Fewer devices would make a first stage of nobody.</summary>
    private const int SmokePpm = 300_000;

    public string Name => "fleet";

    public string Summary => "many devices, one static server (nginx), one broker: a rollout that stops where it should, and the server's load";

    public async Task RunAsync(BenchRun run)
    {
        if (!NginxProcess.IsInstalled)
        {
            run.Note("nginx is not installed (apt-get install nginx-light): nothing was measured");
            return;
        }
        int devices = run.Options.Integer("devices", 10_000, smoke: 60);
        int first = run.Options.IsSmoke ? SmokePpm : FirstPpm, second = run.Options.IsSmoke ? 2 * SmokePpm : SecondPpm;
        // Two in a hundred are bad: what must succeed decides where it ends.
        string only = run.Options.Text("only") ?? "";
        if (only is "" or "strict") await Measure(run, "strict in stage 2", devices, [new(first) { SuccessPpm = 900_000 }, new(second) { SuccessPpm = 990_000 }, new(RolloutStage.AllPpm) { SuccessPpm = 900_000 }]);
        if (only is "" or "lenient") await Measure(run, "lenient", devices, [new(first) { SuccessPpm = 900_000 }, new(second) { SuccessPpm = 950_000 }, new(RolloutStage.AllPpm) { SuccessPpm = 950_000 }]);
    }

    private static async Task Measure(BenchRun run, string name, int devices, RolloutStage[] stages)
    {
        var rollout = new Rollout("fleet-1") { Stages = stages };
        var (stopsAt, isAborted) = WhereItShouldEnd(rollout, devices);
        long began = run.Time.GetTimestamp();
        await using var fleet = await FleetRun.Start(run, devices, rollout, CancellationToken.None);
        run.Note($"{name}: {devices:N0} devices connected after {run.Time.GetElapsedTime(began).TotalSeconds:0} s");
        int looks = await fleet.Go(CancellationToken.None);
        var whole = fleet.Server.Load();
        double processor = ProcessCost.ProcessorSeconds(fleet.Server.Id);
        await fleet.LookAll(CancellationToken.None);
        var idle = fleet.Server.Load() - whole;
        Report(run, name, fleet, (stopsAt, isAborted));
        int begun = fleet.Devices.Count(device => device.HasBegun);
        run.Report($"{name}: looks of every device", looks, "looks");
        run.Report($"{name}: requests a device, whole rollout", (double)whole.Requests / devices, "requests");
        run.Report($"{name}: sent by the server a device, whole rollout", (double)whole.Sent / devices, "bytes");
        run.Report($"{name}: requests a look with nothing new", (double)idle.Requests / devices, "requests");
        run.Report($"{name}: received and sent a look with nothing new", (double)(idle.Received + idle.Sent) / devices, "bytes");
        run.Report($"{name}: the server's processor time a request", processor / whole.Requests * 1e6, "µs");
        run.Report($"{name}: devices that fetched the bundle", begun, "devices");
        run.Report($"{name}: took in all", run.Time.GetElapsedTime(began).TotalSeconds, "s");
        Directory.Delete(Path.Combine(run.Folder, "fleet"), recursive: true);
    }

    private static void Report(BenchRun run, string name, FleetRun fleet, (int Stage, bool IsAborted) expected)
    {
        var rollout = fleet.Rollout;
        int beyond = fleet.Devices.Count(device => device.HasBegun && StageOf(rollout, device.Id) > rollout.Stage);
        int spared = fleet.Devices.Count(device => !device.HasBegun && StageOf(rollout, device.Id) <= rollout.Stage);
        var last = fleet.Said.Last();
        run.Report($"{name}: stage at which it ended", rollout.Stage, "of 3", Bar.AtLeast(expected.Stage));
        run.Report($"{name}: stages beyond where it should end", rollout.Stage - expected.Stage, "stages", Bar.AtMost(0));
        run.Report($"{name}: ended otherwise than it should", (rollout.State == RolloutState.Aborted) == expected.IsAborted ? 0 : 1, "", Bar.AtMost(0));
        run.Report($"{name}: devices beyond that stage that began", beyond, "devices", Bar.AtMost(0));
        // An abort comes as soon as too many have failed: those of the stage that had not begun are spared.
        run.Report($"{name}: devices up to that stage that did not", spared, "devices", expected.IsAborted ? null : Bar.AtMost(0));
        run.Report($"{name}: devices that the watch knows", last.GetProperty("devices").GetInt32(), "devices", Bar.AtLeast(fleet.Devices.Count));
        run.Report($"{name}: failed among those of the stage", last.GetProperty("failed").GetInt32(), "devices");
        run.Report($"{name}: of the stage", last.GetProperty("meant").GetInt32(), "devices");
    }

    /// <summary>By arithmetic on who is in which stage, and who is bad.</summary>
    private static (int Stage, bool IsAborted) WhereItShouldEnd(Rollout rollout, int devices)
    {
        for (int stage = 1; stage <= rollout.Stages.Count; stage++)
        {
            var meant = Enumerable.Range(0, devices).Select(i => $"box-{i}").Where(id => StageOf(rollout, id) <= stage).ToList();
            if (meant.Count(FleetRun.IsBad) * (double)RolloutStage.AllPpm > meant.Count * (double)(RolloutStage.AllPpm - rollout.Stages[stage - 1].SuccessPpm)) return (stage, true);
        }
        return (rollout.Stages.Count, false);
    }

    private static int StageOf(Rollout rollout, string id) => RolloutDecision.StageOf(rollout, new RolloutDevice(id, new Dictionary<string, string>()));
}
