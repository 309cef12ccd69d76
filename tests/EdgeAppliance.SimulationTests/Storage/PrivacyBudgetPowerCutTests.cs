using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.SimulationTests.Disks;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.SimulationTests.Storage;

/// <summary>A pipeline with a privacy budget over the real store: wherever its power is cut, what leaves in a period costs no more than the budget, and a
/// reading that is processed again gets the noise that it had. EDGE_POWER_CUTS sets how many cuts there are.</summary>
public sealed class PrivacyBudgetPowerCutTests
{
    private const int Batches = 40;
    private const int RowsInABatch = 5;
    private const int PeriodRows = 50;
    private const int InAPeriod = 12;

    private const string Steps =
        """[{"type":"noise","channels":{"n":{"low":0,"high":200,"epsilon":0.25}},"budget":{"epsilon":3.1,"every":"50ms"},"key":"${file:k}","keep":["id"]}]""";

    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_aReading = TimeSpan.FromMilliseconds(2);

    private static readonly Lane s_lane = new("cloud", RecordPriority.Normal);
    private static readonly ChannelSet s_channels = new("n", "id");

    [Fact]
    public void Run_AfterPowerCuts_NeverSpendsMoreThanTheBudgetNorDrawsAnew()
    {
        int cuts = int.TryParse(Environment.GetEnvironmentVariable("EDGE_POWER_CUTS"), out int asked) ? asked : 40;
        var disk = new SimulatedDisk { Records = true };
        var whole = Run(disk);
        Assert.Equal(Batches * RowsInABatch / PeriodRows * InAPeriod, whole.Count);
        var random = new Random(5);
        var places = Enumerable.Range(0, cuts).Select(_ => random.Next(disk.Events.Count + 1)).Order().ToList();
        var cut = new PowerCut(disk.Events);
        int seen = 0;
        foreach (int place in places)
        {
            cut.AdvanceTo(place);
            var after = cut.Restart(random);
            var before = Seen(after);
            seen += before.Count;
            Assert.Equal(whole[..before.Count], before);
            Assert.Equal(whole, Run(after));
        }
        Assert.True(seen > cuts * InAPeriod, $"{seen} records were seen before a cut");
    }

    /// <summary>What the cloud may have had before the cut.</summary>
    private static List<string> Seen(SimulatedDisk disk)
    {
        using var store = Open(disk);
        return Records(store);
    }

    /// <summary>Goes on from what is on the disk to the end of the readings.</summary>
    private static List<string> Run(SimulatedDisk disk)
    {
        using var store = Open(disk);
        using var json = JsonDocument.Parse(Steps);
        var plan = new StepCatalog().Bind(json.RootElement, "steps", [], Key)!;
        long appended = store.Status.ReadingsEnd;
        // Snapshots are due where its time is advanced by seconds, so that only those are there between which go with what is spent. It runs
        // faster than the readings' own, which decides then when a budget renews.
        var time = new FakeTimeProvider(s_start + appended * s_aReading);
        using var runner = new PipelineRunner(new PipelineOptions("p", new HashSet<string> { "s" }, plan, Steps, ["cloud"]), store, time);
        while (appended < Batches * RowsInABatch)
        {
            store.Append(Batch(ref appended)).GetAwaiter().GetResult();
            time.Advance(s_start + appended * s_aReading - time.GetUtcNow());
            for (int i = 0; i < 20; i++) runner.Advance();
        }
        while (runner.Cursor < appended)
        {
            time.Advance(TimeSpan.FromSeconds(11));
            runner.Advance();
            store.Hasten();
            Assert.Null(runner.Condition);
        }
        var stopped = runner.StopAsync();
        while (!stopped.IsCompleted) runner.Advance();
        return Records(store);
    }

    private static LiteStore Open(SimulatedDisk disk)
    {
        var store = LiteStore.Open(new LiteStoreOptions(disk), NullLogger.Instance, TimeProvider.System);
        store.SetPipelines(["p"]);
        return store;
    }

    private static ReadingBatch Batch(ref long appended)
    {
        int rows = RowsInABatch - (int)(appended % RowsInABatch);
        var batch = ReadingBatch.Rent("s", "d", s_channels, rows);
        for (; rows > 0; rows--, appended++)
        {
            int row = batch.AddRow(appended * 1000);
            batch.Set(row, 0, appended);
            batch.Set(row, 1, appended);
        }
        return batch;
    }

    private static List<string> Records(LiteStore store)
    {
        var records = new List<string>();
        var buffer = new byte[1 << 20];
        var slice = store.Peek(s_lane, store.Range(s_lane).First, int.MaxValue, buffer);
        for (int at = 0; PackedRecords.TryRead(buffer.AsSpan(at, slice.Bytes - at), out var record, out int size); at += size)
            records.Add($"{record.Header.Sequence} {Encoding.UTF8.GetString(record.Data)}");
        return records;
    }

    private static string Key(string text, out string wrong)
    {
        wrong = "";
        return "a key that nobody needs to keep secret";
    }
}
