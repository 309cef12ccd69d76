using System.Text.Json;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.FuzzTests.Engine;
using EdgeAppliance.Storage.Documents;
using LiteDB;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests;

/// <summary>What a damaged disk may hand back.</summary>
public sealed class StoredFormatFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void TryRead_DamagedRecords_GivesWholeOnesOnly()
    {
        byte[] packed = [.. Record(1, "{\"temp\":21.5}"), .. Record(2, "{}")];
        new Fuzz("records", output) { Cases = 10_000 }.Run([packed], new Mutator([packed], []).Make, CheckRecords);
    }

    [Theory]
    [InlineData("""[{"type": "alarm", "when": "temp > 1"}, {"type": "window", "size": 8, "hop": 2}, {"type": "take"}]""")]
    [InlineData("""[{"type": "swingdoor", "channels": {"temp": 1, "pressure": 2}}, {"type": "report", "channels": {"temp": 1}}]""")]
    [InlineData("""[{"type": "dedupe"}, {"type": "split", "routes": [{"when": "temp > 1"}]}, {"type": "clip", "when": "temp > 9"}]""")]
    public void Load_DamagedSnapshot_IsTakenOrRefused(string steps)
    {
        using var document = JsonDocument.Parse(steps);
        var errors = new List<StepError>();
        var plan = new StepCatalog(new StepKind("take", StepFlow.Windows, StepFlow.Rows, _ => _ => new CountingEnd()))
            .Bind(document.RootElement, "steps", errors);
        Assert.Empty(errors);
        var options = new PipelineOptions("pipeline", new HashSet<string> { "source" }, plan!, "1", []);
        byte[] snapshot = Snapshot(options);
        new Fuzz("snapshot", output) { Cases = 10_000 }.Run([snapshot], new Mutator([snapshot], []).Make, bytes =>
        {
            try
            {
                new PipelineState(options, new RecordWriter("pipeline")).Load(bytes);
            }
            catch (InvalidDataException e)
            {
                Assert.NotEqual("", e.Message);
            }
        });
    }

    /// <summary>What of a journal is not whole is not taken, and nothing in it leads astray.</summary>
    [Fact]
    public void Read_DamagedJournal_EndsAndGivesWholeChangesOnly()
    {
        var folder = Directory.CreateTempSubdirectory("edge-journal-");
        try
        {
            using (var store = new DocumentStore(new KernelDisk(folder.FullName), "s"))
            {
                store.Open();
                for (long i = 1; i <= 5; i++) store.Commit(work => work.Put(new BsonDocument { ["_id"] = i, ["n"] = "x", ["b"] = new byte[20 * i] }));
                store.Commit(work => work.Delete(3));
            }
            byte[] journal = File.ReadAllBytes(Path.Combine(folder.FullName, "s.journal-1"));
            using var file = new KernelDisk(folder.FullName).Open("fuzzed");
            new Fuzz("journal", output) { Cases = 10_000 }.Run([journal], new Mutator([journal], []).Make, bytes => CheckJournal(file, bytes));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void CheckJournal(IDiskFile file, byte[] bytes)
    {
        file.SetLength(0);
        file.Write(0, bytes);
        var reader = new JournalReader(file);
        reader.First();
        uint generation = reader.NewestGeneration();
        long before = -1;
        while (reader.TryNext(generation) || (reader.TrySkip(generation) && reader.TryNext(generation)))
        {
            Assert.True(reader.Next > before);
            before = reader.Next;
            reader.ReadChanges(0, static (_, key, change) => Assert.True(change.Head is not null ? key is >= 1 and <= 5 : key == 3));
        }
    }

    private static byte[] Snapshot(PipelineOptions options)
    {
        var state = new PipelineState(options, new RecordWriter("pipeline"));
        foreach (string device in new[] { "a", "b" }) state.Process(Readings.Batch("source", device, 11));
        return state.Save();
    }

    private static byte[] Record(long sequence, string data)
    {
        byte[] target = new byte[256];
        return target[..PackedRecords.Write(target, new RecordHeader(RecordType.Reading, sequence, 5), "stream"u8, "subject"u8, System.Text.Encoding.UTF8.GetBytes(data))];
    }

    private static void CheckRecords(byte[] packed)
    {
        var rest = packed.AsSpan();
        while (PackedRecords.TryRead(rest, out var record, out int size))
        {
            Assert.InRange(size, PackedRecords.FixedBytes, rest.Length);
            Assert.True(record.Stream.Length + record.Subject.Length + record.Data.Length <= size);
            rest = rest[size..];
        }
    }
}
