using System.Text.Json;
using EdgeAppliance.Bench.Daemons;
using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Bench.Ingest;
using EdgeAppliance.Bench.Latency;
using EdgeAppliance.Demo.Appliance;
using EdgeAppliance.Tests.Bundles.Tuf;

namespace EdgeAppliance.Bench.Updates;

/// <summary>What an update costs readings: how long they take to their acknowledgement, and their alarms to the cloud's broker, while a new
/// version of a model is downloaded, verified, tested, tried and switched to, beside the idle time before it, in turn.</summary>
internal sealed class UpdatesBench : IBench
{
    private const double TimesIdleMost = 2;
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_updateMost = TimeSpan.FromMinutes(2);

    public string Name => "updates";

    public string Summary => "reading latency during download, verification and switch of a model beside idle";

    public async Task RunAsync(BenchRun run)
    {
        int megabytes = run.Options.Integer("megabytes", 32, smoke: 2);
        var repository = new UpdateRepository(run.Folder, Path.Combine(run.Root, "models/host-anomaly"));
        await using var cloud = await Mosquitto.StartAsync("mosquitto", run.Folder, null, run.Time);
        using var server = new StaticServer(repository.Served);
        using var appliance = new ApplianceProcess(DaemonProgram.Find(run), run.Folder, run.Time);
        appliance.Configure(Configuration(cloud.Port, server.Address, repository.Root, run.Options.Text("rate")));
        await appliance.Start(CancellationToken.None);
        await appliance.Api.InstallModel(repository.Make("8.0.0", 0), CancellationToken.None);
        await using var alarms = await AlarmWatch.StartAsync(cloud.Port, run.Time);
        await using var devices = await PacedDevices.ConnectAsync(appliance.MqttPort, run.Time);
        var phases = new PhaseLog(run.Time);
        int perSecond = run.Options.Integer("readings", 1000, smoke: 200);
        await devices.Publish(perSecond, TimeSpan.FromSeconds(run.Options.Integer("warm-up-seconds", 10, smoke: 1)));
        for (int round = 0; round < run.Options.Integer("rounds", 3, smoke: 1); round++)
        {
            string version = $"9.{round}.0";
            repository.Publish(version, megabytes << 20);
            phases.Enter("idle");
            await devices.Publish(perSecond, TimeSpan.FromSeconds(run.Options.Integer("seconds", 8, smoke: 1)));
            await appliance.Api.LookForUpdates(CancellationToken.None);
            var update = Follow(appliance, version, phases, run.Time);
            while (!update.IsCompleted) await devices.Publish(perSecond, TimeSpan.FromSeconds(1));
            await update;
            phases.Enter("after");
            await devices.Publish(perSecond, TimeSpan.FromSeconds(1));
        }
        await alarms.Settle(devices.Changes, run.Time);
        Report(run, phases, devices, alarms);
        if (await appliance.Stop() != 0) throw new InvalidOperationException($"The daemon did not end well: {appliance.Log}");
    }

    /// <summary>Notes what the appliance says that it is doing until the version runs.</summary>
    private static async Task Follow(ApplianceProcess appliance, string version, PhaseLog phases, TimeProvider time)
    {
        long since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < s_updateMost)
        {
            if (await appliance.Api.TryGet("/api/updates", CancellationToken.None) is { } updates) phases.Enter(PhaseOf(updates.GetProperty("state").GetString()!));
            if (await appliance.Api.TryGet("/api/models", CancellationToken.None) is { } models && Runs(models, version)) return;
            await Task.Delay(s_lookEvery, time);
        }
        throw new TimeoutException($"{version} does not run: {appliance.Log}");
    }

    private static bool Runs(JsonElement models, string version) =>
        models.GetProperty("models").EnumerateArray().Any(model => model.GetProperty("version").GetString() == version);

    private static string PhaseOf(string state) => state switch
    {
        "verifying" or "testing" => "verification",
        "trial" => "trial and switch",
        _ => "download",
    };

    private static void Report(BenchRun run, PhaseLog phases, PacedDevices devices, AlarmWatch alarms)
    {
        var all = Enumerable.Range(1, (int)devices.Published).Select(sequence => (Phase: phases.At(devices.SentAt(sequence)), Ms: devices.WaitedMs(sequence))).ToList();
        var arrived = alarms.Arrivals.Select(alarm => (Phase: phases.At(devices.SentAt(alarm.Sequence)), Ms: run.Time.GetElapsedTime(devices.SentAt(alarm.Sequence), alarm.At).TotalMilliseconds)).ToList();
        double acknowledgedIdle = P99(all, "idle"), alarmIdle = P99(arrived, "idle");
        run.Report("publish to acknowledgement, 99 %, idle", acknowledgedIdle, "ms");
        run.Report("publish to alarm at the cloud, 99 %, idle", alarmIdle, "ms");
        foreach (string phase in new[] { "download", "verification", "trial and switch" })
        {
            int readings = all.Count(reading => reading.Phase == phase);
            run.Report($"readings published in {phase}", readings, "readings");
            // A small model's is over before the next look at it.
            if (readings == 0 || !arrived.Any(alarm => alarm.Phase == phase)) continue;
            run.Report($"publish to acknowledgement, 99 %, {phase}", P99(all, phase) / acknowledgedIdle, "times idle", Bar.AtMost(TimesIdleMost));
            run.Report($"publish to alarm at the cloud, 99 %, {phase}", P99(arrived, phase) / alarmIdle, "times idle", Bar.AtMost(TimesIdleMost));
        }
    }

    private static double P99(IEnumerable<(string Phase, double Ms)> all, string phase)
    {
        double[] ms = [.. all.Where(reading => reading.Phase == phase).Select(reading => reading.Ms).Order()];
        return ms.Length == 0 ? double.NaN : Statistics.Quantile(ms, 0.99);
    }

    private static string Configuration(int cloudPort, Uri repository, string root, string? rate) => $$"""
        {
          "device": { "id": "bench" },
          "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
          "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry" }, "board": { "type": "system", "every": "100ms" } },
          "pipelines": {
            "watch": { "from": ["plant"], "steps": [ { "type": "alarm", "name": "hot", "when": "temp > 100" } ], "to": ["cloud"] },
            "host": { "from": ["board"], "steps": [ { "type": "window", "size": 50, "hop": 5 }, { "type": "infer", "model": "host-anomaly" } ], "to": ["cloud"] }
          },
          "models": { "trial": { "duration": "3s", "durationMax": "30s", "windows": 2, "alarmRise": 1 } },
          "updates": { "url": "{{repository}}", "root": "{{root}}", "every": "1d"{{(rate is null ? "" : $""", "rate": "{rate}" """)}} },
          "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://127.0.0.1:{{cloudPort}}", "topic": "edge/{device}/{pipeline}" } }
        }
        """;
}
