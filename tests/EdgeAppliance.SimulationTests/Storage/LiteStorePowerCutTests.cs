using EdgeAppliance.SimulationTests.Disks;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox;

namespace EdgeAppliance.SimulationTests.Storage;

/// <summary>Each workload is recorded once and then cut at many places. EDGE_POWER_CUTS sets how many cuts there are in each case.</summary>
public sealed class LiteStorePowerCutTests
{
    private const int Workloads = 6;

    [Theory]
    [InlineData(false, false, 48)]
    [InlineData(false, true, 48)]
    [InlineData(true, false, 24)]
    public void Open_AfterPowerCuts_KeepsEveryPromise(bool encrypted, bool limited, int cuts)
    {
        var options = new LiteStoreOptions(new SimulatedDisk()) { Key = encrypted ? "a secret"u8.ToArray() : null };
        if (limited) options = StoreWorkload.Limited(options);
        if (int.TryParse(Environment.GetEnvironmentVariable("EDGE_POWER_CUTS"), out int asked)) cuts = asked;
        long gaps = 0;
        for (int seed = 0; seed < Workloads; seed++)
        {
            var disk = new SimulatedDisk { Records = true };
            // In every other one what nobody waits for lingers, so that it shares a sync with what comes later.
            var lingering = options with { Linger = TimeSpan.FromSeconds(seed % 2) };
            // In most, much goes into LiteDB while other work goes on.
            if (seed % 3 > 0) lingering = lingering with { Sizes = new StoreSizes { MemtableBytesMax = 20_000, JournalBytesMax = 100_000, CheckpointPages = 40 } };
            // In half of them whoever commits makes the commit, as no time passes at all; the two rules cross in every way.
            lingering = lingering with { QuickCommit = seed / 2 % 2 == 1 ? LiteStoreOptions.WorthTheWay : TimeSpan.Zero };
            new StoreWorkload(disk, new Random(seed), lingering) { IsNoted = seed >= Workloads / 2 }.Run(lives: 3, steps: 60);
            gaps += CutAndCheck(disk.Events, (cuts + Workloads - 1) / Workloads, new Random(1000 + seed), options with { Sizes = lingering.Sizes });
        }
        Assert.True(limited == gaps > 0, $"{gaps} gap records were seen");
    }

    private static long CutAndCheck(IReadOnlyList<DiskEvent> events, int cuts, Random random, LiteStoreOptions options)
    {
        var places = new int[cuts];
        for (int i = 0; i < cuts; i++) places[i] = random.Next(events.Count + 1);
        Array.Sort(places);
        var cut = new PowerCut(events);
        var promise = new StorePromise(options);
        int told = 0;
        foreach (int place in places)
        {
            cut.AdvanceTo(place);
            for (; told < place; told++) promise.Hear(events[told]);
            promise.Check(cut.Restart(random), $"cut at event {place} of {events.Count}");
        }
        return promise.Gaps;
    }
}
