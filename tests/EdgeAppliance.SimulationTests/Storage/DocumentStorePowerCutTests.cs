using EdgeAppliance.SimulationTests.Disks;
using EdgeAppliance.Storage.Documents;
using LiteDB;

namespace EdgeAppliance.SimulationTests.Storage;

/// <summary>Each workload is recorded once and then cut at many places. EDGE_POWER_CUTS sets how many cuts there are in all.</summary>
public sealed class DocumentStorePowerCutTests
{
    private const int Workloads = 8;

    [Fact]
    public void Open_AfterPowerCuts_EveryCommittedDocumentIsThereAndWhole()
    {
        int cuts = int.TryParse(Environment.GetEnvironmentVariable("EDGE_POWER_CUTS"), out int asked) ? asked : 200;
        for (int seed = 0; seed < Workloads; seed++)
        {
            var disk = new SimulatedDisk { Records = true };
            // In every other one much goes into LiteDB while commits go on.
            Work(disk, new Random(seed), seed % 2 == 0 ? new StoreSizes() : new StoreSizes { MemtableBytesMax = 8_000, JournalBytesMax = 30_000, CheckpointPages = 20 });
            CutAndCheck(disk.Events, (cuts + Workloads - 1) / Workloads, new Random(1000 + seed));
        }
    }

    /// <summary>A journal that was ended before anything was in it was taken for one that is gone.</summary>
    [Fact]
    public void Open_EveryCommitBeginsAnotherJournal_FindsAllCommits()
    {
        var disk = new SimulatedDisk();
        using var store = new DocumentStore(disk, "test") { Sizes = new StoreSizes { MemtableBytesMax = 0, JournalBytesMax = 0 } };
        store.Open();
        for (long id = 1; id <= 20; id++)
        {
            store.Commit(work => work.Insert(QueueDocument.Make(id)));
            using var copy = new DocumentStore(new SimulatedDisk(store.Files.All.ToDictionary(name => name, disk.Contents)), "test");
            copy.Open();
            Assert.Equal(id, Promise.All(copy).Count);
            store.Checkpoint(idle: false);
        }
    }

    /// <summary>A queue: inserts at the end, deletes at the front, a checkpoint now and then, and a restart in the middle.</summary>
    private static void Work(SimulatedDisk disk, Random random, StoreSizes sizes)
    {
        long next = 1;
        long first = 1;
        for (int life = 0; life < 3; life++)
        {
            using var store = new DocumentStore(disk, "test") { Sizes = sizes };
            store.Open();
            for (int commit = 0; commit < 12; commit++)
            {
                long inserted = next + random.Next(1, 6);
                long deleted = Math.Min(first + random.Next(0, 5), next);
                disk.Mark("deleting", deleted);
                store.Commit(work =>
                {
                    for (long id = next; id < inserted; id++) work.Insert(QueueDocument.Make(id));
                    for (long id = first; id < deleted; id++) work.Delete(id);
                });
                disk.Mark("inserted", inserted);
                disk.Mark("deleted", deleted);
                (next, first) = (inserted, deleted);
                if (random.Next(4) == 0) store.FlushAll();
                else store.Checkpoint(idle: random.Next(4) == 0);
            }
        }
    }

    private static void CutAndCheck(IReadOnlyList<DiskEvent> events, int cuts, Random random)
    {
        var places = new int[cuts];
        for (int i = 0; i < cuts; i++) places[i] = random.Next(events.Count + 1);
        Array.Sort(places);
        var cut = new PowerCut(events);
        var promise = new Promise();
        int told = 0;
        foreach (int place in places)
        {
            cut.AdvanceTo(place);
            for (; told < place; told++) promise.Hear(events[told]);
            promise.Check(cut.Restart(random), $"cut at event {place} of {events.Count}");
        }
    }
}
