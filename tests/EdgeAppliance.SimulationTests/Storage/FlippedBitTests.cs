using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.SimulationTests.Disks;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.SimulationTests.Storage;

/// <summary>Bits of a store's files change while it is closed. EDGE_FLIPPED_BITS sets how many times that is tried in each case.</summary>
public sealed class FlippedBitTests
{
    private const int Workloads = 3;

    /// <summary>Readings from here on come in after the flips.</summary>
    private const int Later = 1_000_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_BitsAreFlipped_GivesNoWrongBodyAndGoesOn(bool encrypted)
    {
        int trials = int.TryParse(Environment.GetEnvironmentVariable("EDGE_FLIPPED_BITS"), out int asked) ? asked : 45;
        var options = new LiteStoreOptions(new SimulatedDisk()) { Key = encrypted ? "a secret"u8.ToArray() : null };
        int noticed = 0;
        for (int seed = 0; seed < Workloads; seed++)
        {
            var disk = new SimulatedDisk();
            new StoreWorkload(disk, new Random(seed), options).Run(lives: 2, steps: 60);
            var random = new Random(2000 + seed);
            for (int trial = 0; trial < trials / Workloads; trial++)
                if (Try(Flipped(disk, random, journalsToo: false), options, $"workload {seed}, trial {trial}")) noticed++;
        }
        Assert.True(noticed > trials / 4, $"only {noticed} of {trials} flips were noticed");
    }

    /// <summary>Kept: what was told of the beginning of a damaged document, of which nothing fitted any more, was told again with all of it. How the
    /// documents lie depends on what the store's thread finds together: several at once make that differ.</summary>
    [Fact]
    public void Open_DamagedDocumentThatIsLeftOut_IsToldOfOnce()
    {
        var options = new LiteStoreOptions(new SimulatedDisk());
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            var disk = new SimulatedDisk();
            new StoreWorkload(disk, new Random(0), options).Run(lives: 2, steps: 60);
            var random = new Random(2000);
            SimulatedDisk[] flipped = [.. Enumerable.Range(0, 4).Select(_ => Flipped(disk, random, journalsToo: false))];
            Try(flipped[3], options, "workload 0, trial 3");
        });
    }

    /// <summary>The power is cut, and bits of whatever file change.</summary>
    [Fact]
    public void Open_BitsAreFlippedAfterAPowerCut_GivesNoWrongBodyAndGoesOn()
    {
        int trials = int.TryParse(Environment.GetEnvironmentVariable("EDGE_FLIPPED_BITS"), out int asked) ? asked : 45;
        var options = new LiteStoreOptions(new SimulatedDisk());
        for (int seed = 0; seed < Workloads; seed++)
        {
            var disk = new SimulatedDisk { Records = true };
            new StoreWorkload(disk, new Random(seed), options).Run(lives: 2, steps: 60);
            var random = new Random(3000 + seed);
            var cut = new PowerCut(disk.Events);
            for (int trial = 0; trial < trials / Workloads; trial++)
            {
                cut.AdvanceTo(disk.Events.Count / 2 + disk.Events.Count / 2 * trial / trials);
                var left = cut.Restart(random);
                Try(Flipped(left, random, journalsToo: true), options, $"workload {seed}, trial {trial}");
            }
        }
    }

    private static SimulatedDisk Flipped(SimulatedDisk disk, Random random, bool journalsToo)
    {
        var image = new StoreFileNames("outbox").All.ToDictionary(name => name, disk.Contents);
        // What a closed store has left in its journals would mend the rest.
        if (!journalsToo)
            foreach (string name in image.Keys.Where(name => name.Contains("journal")).ToList()) Array.Clear(image[name]);
        var files = image.Where(file => file.Value.Length > 0 && (journalsToo || !file.Key.Contains("journal"))).Select(file => file.Value).ToList();
        var flipped = journalsToo ? files[random.Next(files.Count)] : image[random.Next(8) == 0 ? "outbox.log" : "outbox.db"];
        for (int flips = random.Next(1, 4); flips > 0; flips--) flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return new SimulatedDisk(image);
    }

    /// <returns>True where the damage was noticed.</returns>
    private static bool Try(SimulatedDisk disk, LiteStoreOptions options, string where)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero));
        using var store = LiteStore.Open(options with { Disk = disk }, NullLogger.Instance, time);
        TryReadAll(store);
        WaitUntilSettled(store, time, where);
        long next = 0;
        foreach (var span in TryReadAll(store) ?? throw new InvalidOperationException($"{where}: it cannot be read"))
        {
            Assert.True(span.First >= next, $"{where}: {span} comes behind {next - 1}");
            next = span.Last + 1;
        }
        try
        {
            AddMore(store);
        }
        catch (IOException)
        {
            // Damage where nothing was read yet: it is mended now, and the producer tries again.
            WaitUntilSettled(store, time, where);
            AddMore(store);
        }
        Assert.Equal(1L << 50, TryReadAll(store)?[^1].Last);
        return store.Conditions.Count > 0;
    }

    private static void AddMore(LiteStore store)
    {
        store.Append(StoreWorkload.Batch(Later, 10)).GetAwaiter().GetResult();
        store.Commit(new PipelineCommit("p", long.MaxValue >> 20, [new LaneAppend(StoreWorkload.Lane, StoreWorkload.Record(1L << 50), 1)], null)).GetAwaiter().GetResult();
    }

    /// <summary>Every reading and record is compared with what was written.</summary>
    /// <returns>Null where damage was found on the way.</returns>
    private static List<StoredSpan>? TryReadAll(LiteStore store)
    {
        try
        {
            for (long at = 0, before = -1; at != before;)
            {
                before = at;
                at = store.Read(at, 500, batch =>
                {
                    for (int row = 0; row < batch.Count; row++)
                        Assert.True(batch.Get(row, 0) >= Later || batch.Get(row, 0) == batch.FirstPosition + row, $"position {batch.FirstPosition + row} has {batch.Get(row, 0)}");
                });
            }
            store.Progress("p");
            return Records(store);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static List<StoredSpan>? Records(LiteStore store)
    {
        var found = new List<StoredSpan>();
        var buffer = new byte[1 << 20];
        for (long at = store.Range(StoreWorkload.Lane).First; at < store.Range(StoreWorkload.Lane).Last;)
        {
            var slice = store.Peek(StoreWorkload.Lane, at, 256, buffer);
            if (slice.Count == 0) break;
            found.AddRange(StoredSpan.Of(buffer.AsSpan(0, slice.Bytes)));
            at = slice.Last;
        }
        return found.Count == store.Status.Lanes.Where(lane => lane.Lane == StoreWorkload.Lane).Sum(lane => lane.Count) ? found : null;
    }

    private static void WaitUntilSettled(LiteStore store, FakeTimeProvider time, string where)
    {
        for (int i = 0; i < 300; i++)
        {
            long moves = store.Moves;
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(SpinWait.SpinUntil(() => store.Moves > moves, TimeSpan.FromSeconds(20)), $"{where}: the store's thread does not move");
            if (store.Status.IsOpen && TryReadAll(store) is not null && !store.Conditions.Any(condition => condition.Text.Contains("are being put back"))) return;
        }
        Assert.Fail($"{where}: it does not settle: {store.Conditions.FirstOrDefault()?.Text}");
    }
}
