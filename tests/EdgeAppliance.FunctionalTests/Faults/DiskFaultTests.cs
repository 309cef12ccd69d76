using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.FunctionalTests.Cloud;
using EdgeAppliance.FunctionalTests.Devices;
using EdgeAppliance.FunctionalTests.Kills;

namespace EdgeAppliance.FunctionalTests.Faults;

/// <summary>A disk that takes no more: the daemon stays up, says so, acknowledges nothing, and goes on once the disk does.</summary>
public sealed class DiskFaultTests
{
    private const int DiskMebibytes = 24;

    /// <summary>A sixteenth of it still has room for the outbox's log.</summary>
    private const int LargeDiskMebibytes = 256;
    private static readonly TimeSpan s_whileFull = TimeSpan.FromSeconds(2);

    [DaemonFact(Needs.Mosquitto | Needs.Root)]
    public async Task DiskFull_WhereMoreIsRefused_DevicesAreToldSo_AndNothingIsLost()
    {
        await using var site = await Site.Open(port => Configuration(port, "refuse"));
        using var disk = await SmallDisk.Tmpfs(site.Folder.State, DiskMebibytes);
        var (old, young) = await StartWorking(site);
        await FillUp(site, disk);
        await AcknowledgingEnds(site);
        Assert.True(young.Log.Refused.Count > 0, "The MQTT 5 device was not told why.");
        Assert.True(old.Connects > 1, "The MQTT 3.1.1 device, which cannot be told why, was not closed.");
        await MakeRoom(site, disk);
        AssertNothingLost(site);
    }

    [DaemonFact(Needs.Mosquitto | Needs.Root)]
    public async Task DiskFull_WhereDevicesWait_NothingIsLost()
    {
        await using var site = await Site.Open(port => Configuration(port, "block"));
        using var disk = await SmallDisk.Tmpfs(site.Folder.State, DiskMebibytes);
        await StartWorking(site);
        await FillUp(site, disk);
        await AcknowledgingEnds(site);
        await MakeRoom(site, disk);
        AssertNothingLost(site);
    }

    /// <summary>What <c>dropOldest</c> asks for, where the disk has less free than the outbox leaves to others (a sixteenth): new readings
    /// are taken at the price of old records, and every one of those is told of.</summary>
    [DaemonFact(Needs.Mosquitto | Needs.Root)]
    public async Task DiskShort_WhereTheOldestIsDropped_EveryDropIsToldOf()
    {
        await using var site = await Site.Open(port => Configuration(port, "dropOldest"));
        using var disk = await SmallDisk.Tmpfs(site.Folder.State, LargeDiskMebibytes);
        await StartWorking(site);
        disk.FillTo(LargeDiskMebibytes / 16 - 1);
        await Eventually.Becomes("records are dropped", async () => (await site.Daemon.Pages.Outbox()).Dropped > 0, log: () => site.Daemon.Log);
        AssertIsUp(site, await site.Daemon.Pages.Text("/healthz"));
        await MakeRoom(site, disk);
        Assert.Contains(site.Archive.Stream("raw"), record => record.Type == "edge.gap.v1");
        var untold = Gaps.Untold(site.Archive.Stream("raw"));
        Assert.True(untold.Count == 0, $"No gap record tells of {untold.Count} ranges, the first of them {untold.FirstOrDefault()}.");
    }

    [DaemonFact(Needs.Mosquitto | Needs.Root)]
    public async Task DiskTurnsReadOnly_StaysUp_AndNothingIsLostOnceItIsMended()
    {
        await using var site = await Site.Open(port => Configuration(port, "block"));
        using var disk = await SmallDisk.Ext4(site.Folder.State, site.Folder.PathOf("disk.img"), DiskMebibytes + 16);
        await StartWorking(site);
        long[][] settled = [.. site.Devices.Select(device => device.Log.AcknowledgedSequences.ToArray())];
        await AssertGoesOn(site);
        disk.TurnReadOnly();
        await Eventually.Becomes("it says that nothing can be stored", () => site.Daemon.Says(SaysDisk), log: () => site.Daemon.Log);
        await AcknowledgingEnds(site);
        Assert.Equal(0, await site.Daemon.Stop());

        await disk.Unmount();
        await disk.Mount("ro");
        site.Daemon.Start();
        Assert.Equal(3, await site.Daemon.Ended());
        Assert.Contains(site.Folder.State, site.Daemon.Log, StringComparison.Ordinal);

        await disk.Unmount();
        await disk.Mount("rw");
        await site.Daemon.StartReady();
        site.Cable.Mend();
        await site.Drain();
        // ext4 of Linux 6.18 loses what it has synced in the very moment that it aborts its journal: 1 of 40 times for a program that does
        // nothing but pwrite and fdatasync. What was acknowledged before that moment must all be there.
        foreach (var (device, acknowledged) in site.Devices.Zip(settled))
        {
            var came = site.Archive.Stream("raw").Where(record => record.Subject == device.Options.Name).Select(record => (long)record.Value("seq")).ToHashSet();
            Assert.Superset(acknowledged.ToHashSet(), came);
        }
        var account = Account.Of(site.Archive, site.Devices, "raw");
        Assert.Equal((0L, 0L), (account.OutOfOrder, account.Corrupt));
        site.Daemon.Kill();
    }

    /// <summary>Two devices, of which one speaks MQTT 3.1.1 and the other 5, and no line to the cloud, so that everything stays in the outbox.</summary>
    private static async Task<(Device Old, Device Young)> StartWorking(Site site)
    {
        await site.Daemon.StartReady();
        site.Cable.Cut();
        var devices = (site.Add(new DeviceOptions(1, Version: 4)), site.Add(new DeviceOptions(2, Version: 5)));
        await Eventually.Becomes("readings are acknowledged", () => site.Devices.All(device => device.Log.Acknowledged > 200), log: () => site.Daemon.Log);
        return devices;
    }

    private static async Task FillUp(Site site, SmallDisk disk)
    {
        disk.Fill();
        await Eventually.Becomes("it says that there is no room", () => site.Daemon.Says(SaysDisk), log: () => site.Daemon.Log);
        disk.Fill();
    }

    private static async Task MakeRoom(Site site, SmallDisk disk)
    {
        disk.MakeRoom();
        await Eventually.Becomes("it says no more that there is no room", () => site.Daemon.Says(status => !SaysDisk(status)), log: () => site.Daemon.Log);
        await AssertGoesOn(site);
        site.Cable.Mend();
        await site.Drain();
    }

    /// <summary>What the outbox has room for in its own file it may still take; then nothing is acknowledged any more.</summary>
    private static async Task AcknowledgingEnds(Site site)
    {
        int before = -1;
        await Eventually.Becomes("nothing more is acknowledged", async () =>
        {
            bool same = before == Acknowledged(site);
            before = Acknowledged(site);
            if (!same) await Task.Delay(s_whileFull, TimeProvider.System, CancellationToken.None);
            return same;
        });
        AssertIsUp(site, await site.Daemon.Pages.Text("/healthz"));
    }

    private static int Acknowledged(Site site) => site.Devices.Sum(device => device.Log.Acknowledged);

    private static void AssertIsUp(Site site, string health)
    {
        Assert.False(site.Daemon.HasExited, site.Daemon.Log);
        Assert.Contains("alive", health, StringComparison.Ordinal);
    }

    private static Task AssertGoesOn(Site site)
    {
        int[] before = [.. site.Devices.Select(device => device.Log.Acknowledged)];
        return Eventually.Becomes("readings are acknowledged again", () => site.Devices.Select((device, i) => device.Log.Acknowledged > before[i] + 100).All(more => more), log: () => site.Daemon.Log);
    }

    private static void AssertNothingLost(Site site)
    {
        var account = Account.Of(site.Archive, site.Devices, "raw");
        Assert.Equal((0L, 0L, 0L), (account.Lost, account.OutOfOrder, account.Corrupt));
    }

    private static bool SaysDisk(StatusPage status) => status.Conditions.Any(condition => condition.Code is "store.disk" or "outbox.full");

    private static string Configuration(int port, string whenFull) => $$"""
        {
          "device": { "id": "{{Site.DeviceId}}" },
          "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
          "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry" } },
          "pipelines": { "raw": { "from": ["plant"], "to": ["cloud"] } },
          "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://127.0.0.1:{{port}}", "retryLeast": "50ms", "retryMost": "500ms" } },
          "outbox": { "maxBytes": "16MiB", "whenFull": "{{whenFull}}" },
        }
        """;
}
