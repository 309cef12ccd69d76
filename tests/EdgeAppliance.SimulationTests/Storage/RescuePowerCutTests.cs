using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.SimulationTests.Disks;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.SimulationTests.Storage;

/// <summary>A damaged store is being saved while others go on storing, and the power is cut. EDGE_POWER_CUTS sets how often.</summary>
public sealed class RescuePowerCutTests
{
    private const int Workloads = 2;
    private const long NewFirst = 1L << 50;

    [Fact]
    public void Open_PowerCutsWhileSaving_SavesAllInTheEnd()
    {
        int cuts = int.TryParse(Environment.GetEnvironmentVariable("EDGE_POWER_CUTS"), out int asked) ? asked : 24;
        for (int seed = 0; seed < Workloads; seed++)
        {
            var disk = new SimulatedDisk();
            var options = new LiteStoreOptions(disk);
            new StoreWorkload(disk, new Random(seed), options).Run(lives: 2, steps: 60);
            // The log is gone: what is in the data file is all there was, since the store was closed.
            var before = new Dictionary<string, byte[]> { ["outbox.db"] = disk.Contents("outbox.db") };
            var expected = Read(options with { Disk = new SimulatedDisk(before) }).Where(span => !span.IsGap).ToList();
            Assert.True(expected.Count > 500, "there is little to save");
            var recorded = new SimulatedDisk(before) { Records = true };
            Save(options with { Disk = recorded }, recorded);
            CutAndCheck(recorded.Events, before, options, expected, (cuts + Workloads - 1) / Workloads, new Random(1000 + seed));
        }
    }

    private static void Save(LiteStoreOptions options, SimulatedDisk disk)
    {
        var time = new FakeTimeProvider();
        using var store = LiteStore.Open(options, NullLogger.Instance, time);
        WaitUntil(store, time, () => store.Status.IsOpen);
        for (long sequence = NewFirst; sequence < NewFirst + 20; sequence++)
        {
            store.Commit(new PipelineCommit("p", sequence, [new LaneAppend(StoreWorkload.Lane, StoreWorkload.Record(sequence), 1)], null)).GetAwaiter().GetResult();
            disk.Mark("committed", sequence);
            Wake(store, time);
        }
        WaitUntil(store, time, () => IsSaved(store));
    }

    private static void CutAndCheck(IReadOnlyList<DiskEvent> events, Dictionary<string, byte[]> before, LiteStoreOptions options, List<StoredSpan> expected, int cuts, Random random)
    {
        var places = new int[cuts];
        for (int i = 0; i < cuts; i++) places[i] = random.Next(events.Count + 1);
        Array.Sort(places);
        var cut = new PowerCut(events, before);
        long committed = NewFirst - 1;
        int told = 0;
        foreach (int place in places)
        {
            cut.AdvanceTo(place);
            for (; told < place; told++)
                if (events[told].Kind == DiskEventKind.Mark) committed = events[told].Id;
            var found = Read(options with { Disk = cut.Restart(random) });
            string where = $"cut at event {place} of {events.Count}";
            Assert.True(expected.SequenceEqual(found.Where(span => span.First < NewFirst && !span.IsGap)), $"{where}: {found.Count} of {expected.Count} are there");
            for (int i = 1; i < found.Count; i++) Assert.True(found[i].Last > found[i - 1].Last, $"{where}: {found[i]} follows {found[i - 1]}");
            for (long sequence = NewFirst; sequence <= committed; sequence++) Assert.Contains(found, span => span.First == sequence);
        }
    }

    private static List<StoredSpan> Read(LiteStoreOptions options)
    {
        var time = new FakeTimeProvider();
        using var store = LiteStore.Open(options, NullLogger.Instance, time);
        WaitUntil(store, time, () => store.Status.IsOpen && (store.Conditions.Count == 0 || IsSaved(store)));
        return All(store);
    }

    private static List<StoredSpan> All(LiteStore store)
    {
        var found = new List<StoredSpan>();
        var buffer = new byte[1 << 20];
        for (long at = store.Range(StoreWorkload.Lane).First; store.Peek(StoreWorkload.Lane, at, 256, buffer) is { Count: > 0 } slice; at = slice.Last)
            found.AddRange(StoredSpan.Of(buffer.AsSpan(0, slice.Bytes)));
        return found;
    }

    private static bool IsSaved(LiteStore store) => store.Conditions.Any(condition => condition.Text.Contains("All that could be"));

    private static void WaitUntil(LiteStore store, FakeTimeProvider time, Func<bool> reached)
    {
        for (int i = 0; i < 500 && !reached(); i++) Wake(store, time);
        Assert.True(reached(), store.Conditions.FirstOrDefault()?.Text ?? "no condition");
    }

    private static void Wake(LiteStore store, FakeTimeProvider time)
    {
        long moves = store.Moves;
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(SpinWait.SpinUntil(() => store.Moves > moves, TimeSpan.FromSeconds(20)), "the store's thread does not move");
    }
}
