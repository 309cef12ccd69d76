using EdgeAppliance.Bench.Daemons;
using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Bench.Ingest;
using EdgeAppliance.Demo.Appliance;

namespace EdgeAppliance.Bench.Latency;

/// <summary>How long an alarm takes from the device's publish to a subscriber of the cloud's broker, through the real daemon: stored with a
/// sync, judged, stored as a record, sent. Every reading goes up as a record as well.</summary>
internal sealed class LatencyBench : IBench
{
    private const double MedianMostMs = 10;
    private const double P99MostMs = 50;

    public string Name => "latency";

    public string Summary => "from a device's publish to the alarm at the cloud's broker, with durable writes";

    public async Task RunAsync(BenchRun run)
    {
        int rate = run.Options.Integer("rate", 1000, smoke: 200);
        await using var cloud = await Mosquitto.StartAsync("mosquitto", run.Folder, null, run.Time);
        using var appliance = new ApplianceProcess(DaemonProgram.Find(run), run.Folder, run.Time);
        appliance.Configure(Configuration(cloud.Port));
        await appliance.Start(CancellationToken.None);
        await using var alarms = await AlarmWatch.StartAsync(cloud.Port, run.Time);
        await using var devices = await PacedDevices.ConnectAsync(appliance.MqttPort, run.Time);
        await devices.Publish(rate, TimeSpan.FromSeconds(run.Options.Integer("warm-up-seconds", 10, smoke: 1)));
        await alarms.Settle(devices.Changes, run.Time);
        long first = devices.Published;
        double processor = ProcessCost.ProcessorSeconds(appliance.Id);
        long start = run.Time.GetTimestamp();
        await devices.Publish(rate, TimeSpan.FromSeconds(run.Options.Integer("seconds", 60, smoke: 1)));
        double seconds = run.Time.GetElapsedTime(start).TotalSeconds;
        processor = ProcessCost.ProcessorSeconds(appliance.Id) - processor;
        await alarms.Settle(devices.Changes, run.Time);
        Report(run, devices, alarms, first);
        run.Report("readings published", (devices.Published - first) / seconds, "readings/s");
        run.Report("the daemon's share of one processor", processor / seconds * 100, "%");
        if (await appliance.Stop() != 0) throw new InvalidOperationException($"The daemon did not end well: {appliance.Log}");
    }

    private static void Report(BenchRun run, PacedDevices devices, AlarmWatch alarms, long first)
    {
        double[] acknowledged = devices.AcknowledgedMs(first);
        double[] arrived = [.. alarms.Arrivals.Where(a => a.Sequence > first).Select(a => run.Time.GetElapsedTime(devices.SentAt(a.Sequence), a.At).TotalMilliseconds).Order()];
        run.Report("publish to acknowledgement, median", Statistics.Quantile(acknowledged, 0.5), "ms");
        run.Report("publish to acknowledgement, 99 %", Statistics.Quantile(acknowledged, 0.99), "ms");
        run.Report("publish to alarm at the cloud, median", Statistics.Quantile(arrived, 0.5), "ms", Bar.AtMost(MedianMostMs));
        run.Report("publish to alarm at the cloud, 99 %", Statistics.Quantile(arrived, 0.99), "ms", Bar.AtMost(P99MostMs));
        run.Report("publish to alarm at the cloud, longest", arrived[^1], "ms");
        run.Report("alarms raised and cleared", arrived.Length, "alarms");
    }

    private static string Configuration(int cloudPort) => $$"""
        {
          "device": { "id": "bench" },
          "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
          "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry" } },
          "pipelines": {
            "watch": { "from": ["plant"], "steps": [ { "type": "alarm", "name": "hot", "when": "temp > 100" } ], "to": ["cloud"] }
          },
          "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://127.0.0.1:{{cloudPort}}", "topic": "edge/{device}/{pipeline}" } }
        }
        """;
}
