using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.SimulationTests.Disks;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.SimulationTests.Storage;

/// <summary>A disk that now and then is full, read-only or cannot sync while the store is at work.</summary>
public sealed class DiskTroubleTests
{
    [Fact]
    public void Append_DiskComesAndGoes_KeepsWhatItAcknowledgedAndGoesOn()
    {
        for (int seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            var disk = new SimulatedDisk();
            var time = new FakeTimeProvider();
            var acknowledged = new List<long>();
            long refused = 0;
            using var store = LiteStore.Open(new LiteStoreOptions(disk) { FreeBytesMin = 0, RetryMax = TimeSpan.FromSeconds(1) }, NullLogger.Instance, time);
            for (long n = 0; n < 400; n++)
            {
                if (n % 20 == 10) Trouble(disk, random);
                if (n % 20 == 0) Mend(disk);
                if (n % 20 == 0) Assert.True(SpinWait.SpinUntil(() => Advance(time) && store.Status.IsOpen && store.Conditions.Count == 0, TimeSpan.FromSeconds(20)), $"seed {seed}: it does not come up: open {store.Status.IsOpen}; {string.Join("; ", store.Conditions.Select(condition => condition.Text))}");
                if (TryAppend(store, n)) acknowledged.Add(n);
                else refused++;
                time.Advance(TimeSpan.FromSeconds(random.Next(3)));
            }
            Mend(disk);
            Assert.True(SpinWait.SpinUntil(() => Advance(time) && store.Status.IsOpen && store.Conditions.Count == 0, TimeSpan.FromSeconds(20)), $"seed {seed}: it does not come up: open {store.Status.IsOpen}; {string.Join("; ", store.Conditions.Select(condition => condition.Text))}");
            Assert.True(TryAppend(store, 1000), $"seed {seed}: it does not go on");
            Assert.True(refused > 20 && acknowledged.Count > 190, $"seed {seed}: {acknowledged.Count} stored, {refused} refused");
            Assert.Equal([.. acknowledged, 1000], Values(store));
            Assert.Empty(store.Conditions);
        }
        // What LiteDB has left lying must not end the process.
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static void Trouble(SimulatedDisk disk, Random random)
    {
        switch (random.Next(3))
        {
            case 0: disk.ReadOnly = true; break;
            case 1: disk.SyncFails = true; break;
            case 2: disk.BytesMax = 1; break;
        }
    }

    private static void Mend(SimulatedDisk disk) => (disk.ReadOnly, disk.SyncFails, disk.BytesMax) = (false, false, long.MaxValue);

    private static bool Advance(FakeTimeProvider time)
    {
        time.Advance(TimeSpan.FromSeconds(10));
        return true;
    }

    private static bool TryAppend(LiteStore store, long value)
    {
        try
        {
            store.Append(StoreWorkload.Batch(value, 1)).GetAwaiter().GetResult();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static List<long> Values(LiteStore store)
    {
        var values = new List<long>();
        for (long at = 0, before = -1; at != before;)
        {
            before = at;
            at = store.Read(at, 100, batch =>
            {
                for (int row = 0; row < batch.Count; row++) values.Add((long)batch.Get(row, 0));
            });
        }
        return values;
    }
}
