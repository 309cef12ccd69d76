using EdgeAppliance.Bench.Daemons;
using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Demo.Appliance;
using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.Bench.Connections;

/// <summary>Many devices connected at once, each with a reading at QoS 1 now and then, durable before its acknowledgement: without TLS, and
/// with client certificates, the registry and its rules.</summary>
internal sealed class ConnectionsBench : IBench
{
    private const double Megabyte = 1e6;
    private const double EveryS = 10;
    private const double ResidentMostMb = 320;
    private const double P99MostMs = 100;

    public string Name => "connections";

    public string Summary => "many MQTT devices at once, without TLS and with client certificates";

    public async Task RunAsync(BenchRun run)
    {
        await Measure(run, run.Options.Integer("devices", 10_000, smoke: 50), isSecure: false);
        await Measure(run, run.Options.Integer("secure-devices", 2_000, smoke: 20), isSecure: true);
    }

    private static async Task Measure(BenchRun run, int devices, bool isSecure)
    {
        string folder = Path.Combine(run.Folder, isSecure ? "secure" : "plain");
        Directory.CreateDirectory(folder);
        using var authority = isSecure ? DeviceAuthority.Make(Path.Combine(folder, "secrets"), run.Time.GetUtcNow()) : null;
        if (isSecure) Register(Path.Combine(folder, "devices"), devices, run.Time.GetUtcNow());
        using var appliance = new ApplianceProcess(DaemonProgram.Find(run), folder, run.Time);
        appliance.Configure(Configuration(devices, folder, authority));
        await appliance.Start(CancellationToken.None);
        using var metrics = new DaemonMetrics(Path.Combine(folder, "state/control.sock"));
        int port = isSecure ? await SecurePort(appliance) : appliance.MqttPort;
        double seconds = run.Options.Integer("seconds", 60, smoke: 1);
        long atRest = ProcessCost.ResidentBytes(appliance.Id);
        var options = new ConnectionsOptions(port, devices, run.Options.IsSmoke ? 0.5 : EveryS, seconds, authority is null ? null : Path.Combine(folder, "secrets"));
        using var load = new ChildProcess(Environment.ProcessPath!, [ConnectionsCommand.Name, .. options.ToArguments()]);
        while (!load.Log.Contains("connected", StringComparison.Ordinal) && !load.HasExited) await Task.Delay(TimeSpan.FromMilliseconds(100), run.Time);
        double processor = ProcessCost.ProcessorSeconds(appliance.Id);
        double there = load.HasExited ? 0 : await metrics.Read("edge_mqtt_connections");
        long connected = ProcessCost.ResidentBytes(appliance.Id);
        await load.WaitForExitAsync();
        var result = load.Log.Split('\n').Select(ConnectionsResult.FromLine).FirstOrDefault(line => line is not null) ?? throw new IOException($"The devices failed: {load.Log}");
        string name = $"{devices:N0}{(isSecure ? " with certificates" : "")}";
        run.Report($"{name}: connected", there, "devices", Bar.AtLeast(devices));
        run.Report($"{name}: that did not hold", result.Ended, "devices", Bar.AtMost(0));
        run.Report($"{name}: lost", result.Sent - Math.Min(result.Acknowledged, await metrics.Read("edge_source_readings_total{source=\"plant\"}")), "readings", Bar.AtMost(0));
        run.Report($"{name}: acknowledged", result.Acknowledged / seconds, "readings/s");
        run.Report($"{name}: publish to acknowledgement, median", result.MedianMs, "ms");
        run.Report($"{name}: publish to acknowledgement, 99 %", result.P99Ms, "ms", Bar.AtMost(P99MostMs));
        run.Report($"{name}: publish to acknowledgement, longest", result.LongestMs, "ms");
        run.Report($"{name}: resident before", atRest / Megabyte, "MB");
        run.Report($"{name}: resident once connected", connected / Megabyte, "MB");
        run.Report($"{name}: resident at the end", ProcessCost.ResidentBytes(appliance.Id) / Megabyte, "MB");
        run.Report($"{name}: resident at most", ProcessCost.ResidentBytes(appliance.Id, most: true) / Megabyte, "MB", Bar.AtMost(ResidentMostMb));
        run.Report($"{name}: managed heap", await metrics.Read("edge_process_heap_bytes") / Megabyte, "MB");
        run.Report($"{name}: the daemon's share of one processor", (ProcessCost.ProcessorSeconds(appliance.Id) - processor) / seconds * 100, "%");
        if (await appliance.Stop() != 0) throw new InvalidOperationException($"The daemon did not end well: {appliance.Log}");
    }

    private static void Register(string folder, int devices, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        for (int number = 0; number < devices; number++)
        {
            string id = DeviceAuthority.NameOf(number);
            var device = new DeviceRecord { Id = id, Credentials = [new SubjectCredential(id)], Publish = ["plant/{device}/#"], Created = now };
            File.WriteAllBytes(Path.Combine(folder, id + ".json"), DeviceFormat.Write(device));
        }
    }

    private static async Task<int> SecurePort(ApplianceProcess appliance)
    {
        var status = await appliance.Api.TryGet("/api/status", CancellationToken.None) ?? throw new IOException("There is no status.");
        foreach (var listener in status.GetProperty("listeners").EnumerateArray())
            if (listener.GetProperty("protocol").GetString() == "mqtts") return System.Net.IPEndPoint.Parse(listener.GetProperty("address").GetString()!).Port;
        throw new IOException("It does not listen by TLS.");
    }

    private static string Configuration(int devices, string folder, DeviceAuthority? authority)
    {
        string listen = authority is null ? "" : $", \"mqtts\": \"127.0.0.1:0\", \"certificate\": \"{authority.OwnFile}\", \"key\": \"{authority.OwnKeyFile}\"";
        string access = authority is null ? "" : $"\"access\": {{ \"ca\": \"{authority.CertificateFile}\", \"devices\": \"{Path.Combine(folder, "devices")}\" }},";
        return $$"""
            {
              "device": { "id": "bench" },
              "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0"{{listen}} },
              {{access}}
              "mqtt": { "connections": {{devices + 100}}, "connectsPerSecond": 0 },
              "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry" } },
              "pipelines": { "watch": { "from": "plant", "steps": [ { "type": "alarm", "name": "hot", "when": "temp > 100" } ] } }
            }
            """;
    }
}
