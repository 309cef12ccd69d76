using EdgeAppliance.SimulationTests.Disks;
using EdgeAppliance.Storage.Blobs;
using EdgeAppliance.Storage.Documents;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.SimulationTests.Storage;

/// <summary>What MQTT sessions are kept in: wherever the power is cut, there is what all changes up to one of them had made, no earlier than the last that was told to be stored.
/// EDGE_POWER_CUTS sets how many cuts there are in all.</summary>
public sealed class BlobStorePowerCutTests
{
    private const string Name = "sessions";
    private const int Workloads = 6;
    private const int Lives = 3;
    private const int Steps = 25;
    private const int Keys = 40;

    [Fact]
    public void Load_AfterPowerCuts_IsWhatSomeChangeLeft()
    {
        int cuts = int.TryParse(Environment.GetEnvironmentVariable("EDGE_POWER_CUTS"), out int asked) ? asked : 200;
        for (int seed = 0; seed < Workloads; seed++)
        {
            var disk = new SimulatedDisk { Records = true };
            // In every other one much goes into LiteDB while other work goes on.
            var sizes = seed % 2 == 0 ? new StoreSizes() : new StoreSizes { MemtableBytesMax = 6_000, JournalBytesMax = 20_000, CheckpointPages = 20 };
            var changes = Work(disk, new Random(seed), sizes);
            CutAndCheck(disk.Events, changes, (cuts + Workloads - 1) / Workloads, new Random(1000 + seed), sizes);
        }
    }

    /// <returns>All changes, in order; each is of one blob, or of several at once.</returns>
    private static List<KeyValuePair<long, byte[]?>[]> Work(SimulatedDisk disk, Random random, StoreSizes sizes)
    {
        var changes = new List<KeyValuePair<long, byte[]?>[]>();
        for (int life = 0; life < Lives; life++)
        {
            using var store = new BlobStore(disk, Name, NullLogger.Instance, sizes);
            Assert.True(IsSame(Load(store), After(changes, changes.Count)), $"life {life} begins with something else");
            for (int step = 0; step < Steps; step++)
            {
                var kept = Task.CompletedTask;
                for (int i = random.Next(1, 6); i > 0; i--)
                {
                    var change = Change(random, changes.Count);
                    changes.Add(change);
                    disk.Mark("asked", changes.Count);
                    kept = Put(store, change);
                }
                // Some are never waited for.
                if (random.Next(5) == 0) continue;
                kept.GetAwaiter().GetResult();
                disk.Mark("kept", changes.Count);
            }
        }
        return changes;
    }

    private static KeyValuePair<long, byte[]?>[] Change(Random random, int number)
    {
        if (random.Next(4) == 0) return [new(random.Next(Keys), null)];
        if (random.Next(3) > 0) return [new(random.Next(Keys), Blob(random, number))];
        return [.. Enumerable.Range(0, Keys).OrderBy(_ => random.Next()).Take(random.Next(2, 8)).Select(key => new KeyValuePair<long, byte[]?>(key, Blob(random, number)))];
    }

    private static byte[] Blob(Random random, int number)
    {
        var blob = new byte[sizeof(int) + (random.Next(8) == 0 ? random.Next(9_000) : random.Next(300))];
        Array.Fill(blob, (byte)number);
        BitConverter.TryWriteBytes(blob, number);
        return blob;
    }

    private static Task Put(BlobStore store, KeyValuePair<long, byte[]?>[] change) =>
        change.Length > 1 ? store.Put([.. change.Select(one => new KeyValuePair<long, byte[]>(one.Key, one.Value!))])
        : change[0].Value is { } blob ? store.Put(change[0].Key, blob)
        : store.Delete(change[0].Key);

    private static void CutAndCheck(IReadOnlyList<DiskEvent> events, List<KeyValuePair<long, byte[]?>[]> changes, int cuts, Random random, StoreSizes sizes)
    {
        var places = Enumerable.Range(0, cuts).Select(_ => random.Next(events.Count + 1)).Order().ToList();
        var cut = new PowerCut(events);
        int told = 0, asked = 0, kept = 0;
        foreach (int place in places)
        {
            cut.AdvanceTo(place);
            for (; told < place; told++)
            {
                if (events[told] is not { Kind: DiskEventKind.Mark } mark) continue;
                if (mark.File == "asked") asked = (int)mark.Id;
                else kept = (int)mark.Id;
            }
            var disk = cut.Restart(random);
            using (var store = new BlobStore(disk, Name, NullLogger.Instance, sizes))
            {
                var found = Load(store);
                var state = After(changes, kept);
                int at = kept;
                for (; at < asked && !IsSame(found, state); at++) Apply(state, changes[at]);
                Assert.True(IsSame(found, state), $"cut at event {place} of {events.Count}: it is what no change from {kept} to {asked} left");
                store.Put(Keys, [1]).GetAwaiter().GetResult();
            }
            using var again = new BlobStore(disk, Name, NullLogger.Instance, sizes);
            Assert.Equal([1], Load(again)[Keys]);
        }
    }

    private static Dictionary<long, byte[]> Load(BlobStore store)
    {
        var found = new Dictionary<long, byte[]>();
        store.Load((key, blob) => found.Add(key, blob));
        return found;
    }

    private static Dictionary<long, byte[]> After(List<KeyValuePair<long, byte[]?>[]> changes, int count)
    {
        var state = new Dictionary<long, byte[]>();
        foreach (var change in changes.Take(count)) Apply(state, change);
        return state;
    }

    private static void Apply(Dictionary<long, byte[]> state, KeyValuePair<long, byte[]?>[] change)
    {
        foreach (var (key, blob) in change)
        {
            if (blob is null) state.Remove(key);
            else state[key] = blob;
        }
    }

    private static bool IsSame(Dictionary<long, byte[]> found, Dictionary<long, byte[]> state) =>
        found.Count == state.Count && found.All(one => state.TryGetValue(one.Key, out byte[]? blob) && blob.AsSpan().SequenceEqual(one.Value));
}
