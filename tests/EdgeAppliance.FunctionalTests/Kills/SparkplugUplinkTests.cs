using EdgeAppliance.FunctionalTests.Cloud;
using EdgeAppliance.FunctionalTests.Devices;

namespace EdgeAppliance.FunctionalTests.Kills;

/// <summary>The daemon as a Sparkplug edge node, killed at any moment: nothing that was acknowledged is lost, what waited comes as history, and its births are numbered on.</summary>
public sealed class SparkplugUplinkTests(ITestOutputHelper output)
{
    [DaemonFact(Needs.Mosquitto)]
    public async Task Kill_AtAnyMoment_LosesNothingAndCountsItsBirthsOn()
    {
        int cloud = 0;
        await using var site = await Site.Open(port => $"{cloud = port}");
        site.Folder.Configure($$"""
            {
              "device": { "id": "{{Site.DeviceId}}" },
              "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
              "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry" } },
              "pipelines": { "raw": { "from": ["plant"], "to": ["cloud"] } },
              "uplinks": { "cloud": { "type": "sparkplug", "group": "site", "url": "mqtt://127.0.0.1:{{cloud}}", "retryLeast": "50ms", "retryMost": "500ms" } }
            }
            """);
        for (int i = 0; i < 3; i++) site.Add(new DeviceOptions(i, Version: i % 2 == 0 ? (byte)4 : (byte)5) { PerSecond = 200 });
        var cycles = new KillCycles(site.Daemon, site.Cable, new Random(Sizes.KillSeed));
        await using var host = await SparkplugHost.Connect(site.CloudPort);
        await cycles.Run(Sizes.KillCycles);
        await site.Daemon.StartReady();
        await site.Drain();
        await host.Flush();
        var records = host.Values["Record/Sequence"];
        output.WriteLine($"seed {Sizes.KillSeed}: {cycles}; births {string.Join(' ', host.Births)}; deaths {string.Join(' ', host.Deaths)}; {records.Count} records, {host.Marks.Historical} values of history and {host.Marks.Live} of now");
        Assert.Equal(0, host.Unreadable);
        Assert.Equal(records.Max(), records.Count);
        Assert.All(site.Devices, device => Assert.Equal(0, device.Log.AcknowledgedSequences.Count(sequence => !host.Values[$"{device.Options.Name}/seq"].Contains(sequence))));
        Assert.True(host.Marks is { Historical: > 0, Live: > 0 });
        // A connection that was killed before its birth has used its number up; a birth that a host asks for has the connection's.
        Assert.All(host.Births.Zip(host.Births.Skip(1)), pair => Assert.InRange((byte)(pair.Second - pair.First), 0, 32));
        Assert.True(host.Births.Distinct().Count() >= Math.Min(Sizes.KillCycles / 2, 100));
        Assert.Equal(0, await site.Daemon.Stop());
    }
}
