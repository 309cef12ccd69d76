using System.Globalization;
using EdgeAppliance.Core.Health;
using EdgeAppliance.FunctionalTests.Devices;
using EdgeAppliance.FunctionalTests.Kills;

namespace EdgeAppliance.FunctionalTests.Faults;

/// <summary>A clock that is set by a year, forward or back, as by a time server that a board reaches at last.</summary>
public sealed class ClockJumpTests
{
    private const int StraysMax = 5;

    private static readonly TimeSpan s_year = TimeSpan.FromDays(365);

    /// <summary>The clock counts as right, as it does once a time server has set it: readings have the clock's time.</summary>
    [DaemonFact(Needs.Mosquitto | Needs.FakeTime)]
    public Task ClockJumps_WhileKnownToBeRight_NothingStopsAndTimesFollow() => Run(state => KnowToBeRight(state), jump => jump);

    /// <summary>Nothing is known of the clock, as on a board without a battery: readings have the boot's monotonic time, which never jumps.</summary>
    [DaemonFact(Needs.Mosquitto | Needs.FakeTime | Needs.ClockNotSet)]
    public Task ClockJumps_WhileNotKnown_NothingStopsAndTimesGoOn() => Run(_ => { }, _ => TimeSpan.Zero);

    private static async Task Run(Action<string> prepare, Func<TimeSpan, TimeSpan> shown)
    {
        string clock = Path.GetTempFileName();
        SetClock(clock, "+0");
        await using var site = await Site.Open(Configuration,
            $"LD_PRELOAD={DaemonFactAttribute.FakeTimeLibrary}", $"FAKETIME_TIMESTAMP_FILE={clock}", "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1");
        prepare(site.Folder.State);
        await site.Daemon.StartReady();
        var device = site.Add(new DeviceOptions(1));
        await AssertWorks(site, TimeSpan.Zero, TimeSpan.Zero);
        foreach (var (jump, said) in new[] { (s_year, "+365d"), (-s_year, "-365d"), (TimeSpan.Zero, "+0") })
        {
            SetClock(clock, said);
            await AssertWorks(site, jump, shown(jump));
        }
        var status = await site.Daemon.Pages.Status();
        Assert.Equal((1, 1L), (device.Connects, status.Uplinks[0].Connects));
        Assert.DoesNotContain(status.Conditions, condition => condition.Severity == HealthSeverity.Error);
        Assert.InRange(status.UptimeSeconds, 0, 600);
        await site.Drain();
        var account = Account.Of(site.Archive, site.Devices, "raw");
        Assert.Equal((0L, 0L, 0L, 0L), (account.Lost, account.OutOfOrder, account.Corrupt, account.StoredAgain));
        Assert.Equal(0, await site.Daemon.Stop());
        File.Delete(clock);
    }

    /// <summary>The daemon's own clock has jumped, and readings made since then come to the cloud.</summary>
    private static async Task AssertWorks(Site site, TimeSpan jump, TimeSpan shown)
    {
        await Eventually.Becomes($"its clock says {jump.TotalDays:+0;-0;0} days", () => site.Daemon.Says(status => IsNow(status.Clock.Time, jump)), log: () => site.Daemon.Log);
        int before = site.Archive.CountOf("raw");
        await Eventually.Becomes("readings come to the cloud", () => site.Archive.CountOf("raw") > before + 500, log: () => site.Daemon.Log);
        var newest = site.Archive.Stream("raw").TakeLast(100).ToList();
        var strays = newest.Where(record => !IsNow(record.Time, shown)).ToList();
        // libfaketime 0.9 reads its file anew without a lock, so that calls of a moment now and then meet the true time: one reading or
        // two, a hundred microseconds apart. A daemon that does not follow its clock has them all wrong.
        Assert.True(strays.Count <= StraysMax, $"{strays.Count} of {newest.Count}, the first of {strays.FirstOrDefault()?.Time}, are not {shown.TotalDays} days from now");
        await Eventually.Becomes("windows by time go on", () => site.Archive.Stream("seconds").Any(record => IsNow(record.Time, shown)), log: () => site.Daemon.Log);
        Assert.True(await site.Daemon.Pages.IsReady());
    }

    private static bool IsNow(DateTimeOffset time, TimeSpan jump) => (time - (TimeProvider.System.GetUtcNow() + jump)).Duration() < TimeSpan.FromMinutes(5);

    /// <summary>What the daemon keeps of a clock that was right in this boot: the format stands in ClockRecord.cs.</summary>
    private static void KnowToBeRight(string state)
    {
        string boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        string now = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        File.WriteAllText(Path.Combine(state, "clock"), $"edge-clock 1\nboot {boot}\nright 1\nutc {now}\n");
    }

    // Renamed into place: the daemon never reads half of it.
    private static void SetClock(string file, string offset)
    {
        File.WriteAllText(file + ".new", offset + "\n");
        File.Move(file + ".new", file, overwrite: true);
    }

    private static string Configuration(int port) => $$"""
        {
          "device": { "id": "{{Site.DeviceId}}" },
          "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
          "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry" } },
          "pipelines": {
            "raw": { "from": ["plant"], "to": ["cloud"] },
            "seconds": { "from": ["plant"], "steps": [{ "type": "aggregate", "size": "1s" }], "to": ["cloud"] },
          },
          "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://127.0.0.1:{{port}}" } },
        }
        """;
}
