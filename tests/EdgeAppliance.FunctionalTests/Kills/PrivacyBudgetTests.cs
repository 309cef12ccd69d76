using EdgeAppliance.FunctionalTests.Devices;

namespace EdgeAppliance.FunctionalTests.Kills;

/// <summary>Wherever the daemon is killed, what leaves under a privacy budget costs no more than the budget, and a reading never gets two noises. The devices give
/// their own times, which rush: a second a reading.</summary>
public sealed class PrivacyBudgetTests(ITestOutputHelper output)
{
    private const int InABudget = 20;

    private static readonly TimeSpan s_period = TimeSpan.FromMinutes(2);

    [DaemonFact(Needs.Mosquitto)]
    public async Task Kill_AtAnyMoment_RenewsNoBudgetAndOverdrawsNone()
    {
        int cloud = 0;
        await using var site = await Site.Open(port => $"{cloud = port}");
        File.WriteAllText(site.Folder.PathOf("key"), "a key that nobody needs to keep secret");
        site.Folder.Configure($$"""
            {
              "device": { "id": "{{Site.DeviceId}}" },
              "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
              "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry", "time": "seq", "timeUnit": "s" } },
              "pipelines": {
                "noisy": {
                  "from": ["plant"], "private": true, "to": ["cloud"],
                  "steps": [{ "type": "noise", "channels": { "temp": { "low": 0, "high": 100, "epsilon": 0.25 } }, "budget": { "epsilon": 5, "every": "{{s_period.TotalMinutes}}m" }, "key": "${file:{{site.Folder.PathOf("key")}}}" }]
                }
              },
              "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://127.0.0.1:{{cloud}}", "retryLeast": "50ms", "retryMost": "500ms" } }
            }
            """);
        for (int i = 0; i < 4; i++) site.Add(new DeviceOptions(i, Version: i % 2 == 0 ? (byte)4 : (byte)5) { PerSecond = 500 });
        long begins = Period();
        var cycles = new KillCycles(site.Daemon, site.Cable, new Random(Sizes.KillSeed));
        await cycles.Run(Sizes.KillCycles);
        await site.Daemon.StartReady();
        await site.Drain();
        int periods = (int)(Period() - begins) + 1;
        var left = site.Archive.Stream("noisy").GroupBy(record => record.Subject).ToDictionary(device => device.Key, device => device.Count());
        output.WriteLine($"seed {Sizes.KillSeed}: {cycles}; {site.Devices.Sum(d => d.Log.Acknowledged)} readings acknowledged, {left.Values.Sum()} left of {InABudget * periods * site.Devices.Count} that {periods} periods allow");
        Assert.Equal(0, site.Archive.Altered);
        Assert.Equal(0, site.Archive.Look(ledger => ledger.Lost));
        Assert.All(site.Devices, device =>
        {
            Assert.InRange(left[device.Options.Name], InABudget, InABudget * periods);
            // Each would have had several budgets by the times that it gives.
            Assert.True(device.Log.Acknowledged > 3 * s_period.TotalSeconds, $"{device.Log.Acknowledged} acknowledged readings prove little");
        });
        Assert.True((await site.Daemon.Pages.Status()).Pipelines[0].Withheld > 0);
        Assert.Equal(0, await site.Daemon.Stop());
    }

    private static long Period() => TimeProvider.System.GetUtcNow().Ticks / s_period.Ticks;
}
