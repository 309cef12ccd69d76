using System.Text;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Storage.Outbox;

/// <summary>A store in a folder of its own, that can be closed and opened again, and what tests put in and take out.</summary>
internal sealed class StoreBench : IDisposable
{
    public static readonly Lane Normal = new("cloud", RecordPriority.Normal);
    public static readonly Lane Alarms = new("cloud", RecordPriority.Alarm);
    private static readonly ChannelSet Channels = new("a", "b");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();

    public StoreBench(Func<LiteStoreOptions, LiteStoreOptions>? configure = null)
    {
        Options = new LiteStoreOptions(new KernelDisk(_folder.FullName));
        if (configure is not null) Options = configure(Options);
        Store = LiteStore.Open(Options, NullLogger.Instance, Time);
    }

    public LiteStoreOptions Options { get; set; }

    public FakeTimeProvider Time { get; } = new();

    public string Folder => _folder.FullName;

    public LiteStore Store { get; private set; }

    public void Reopen()
    {
        Store.Dispose();
        Store = LiteStore.Open(Options, NullLogger.Instance, Time);
    }

    /// <summary>Closes the store, lets <paramref name="damage"/> have LiteDB's files, and opens it again. The journals are emptied: what is
    /// still in them, though LiteDB has it too, would mend much.</summary>
    public void Damage(Action<string, string> damage)
    {
        Store.Dispose();
        foreach (string journal in Directory.GetFiles(Folder, "outbox.journal-*")) File.WriteAllBytes(journal, new byte[new FileInfo(journal).Length]);
        damage(Path.Combine(Folder, "outbox.db"), Path.Combine(Folder, "outbox.log"));
        Store = LiteStore.Open(Options, NullLogger.Instance, Time);
    }

    /// <summary>Waits until the store has saved all that it can.</summary>
    /// <returns>What the condition says.</returns>
    public string WaitUntilSaved()
    {
        TickUntil(() => Store.Conditions.Any(condition => condition.Code == "store.quarantined" && condition.Text.Contains("All that could be", StringComparison.Ordinal)));
        return Store.Conditions.Single(condition => condition.Code == "store.quarantined").Text;
    }

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }

    /// <summary>Rows whose first channel counts on from <paramref name="first"/>.</summary>
    public static ReadingBatch Batch(long first, int rows, string source = "s", string device = "d")
    {
        var batch = ReadingBatch.Rent(source, device, Channels, rows);
        for (int row = 0; row < rows; row++) batch.Set(batch.AddRow(1_700_000_000_000_000 + first + row), 0, first + row);
        return batch;
    }

    public void Append(long first, int rows, string source = "s") => Wait(Store.Append(Batch(first, rows, source)));

    public void Commit(long cursor, byte[]? snapshot = null, string pipeline = "p", params LaneAppend[] appends) =>
        Wait(Store.Commit(new PipelineCommit(pipeline, cursor, appends, snapshot)));

    public void Acknowledge(Lane lane, long first, long last) => Wait(Store.Acknowledge(lane, first, last));

    public static void Wait(Task task) => Assert.True(task.Wait(Patience), "the store took too long");

    /// <summary>Lets the store's thread look for something to do, and waits until it has.</summary>
    public void Tick(TimeSpan time)
    {
        long before = Store.Moves;
        Time.Advance(time);
        Assert.True(SpinWait.SpinUntil(() => Store.Moves > before, Patience), "the store's thread does not move");
    }

    public void TickUntil(Func<bool> reached)
    {
        Assert.True(SpinWait.SpinUntil(Reached, Patience), "it is not so after many ticks");

        bool Reached()
        {
            if (!reached()) Tick(TimeSpan.FromSeconds(1));
            return reached();
        }
    }

    public static LaneAppend Records(Lane lane, long first, int count, string stream = "p", int dataBytes = 20)
    {
        var packed = new MemoryStream();
        for (long sequence = first; sequence < first + count; sequence++) packed.Write(Record(stream, sequence, dataBytes));
        return new LaneAppend(lane, packed.ToArray(), count);
    }

    /// <summary>The readings from a position on, as their first channel tells, each with its position.</summary>
    public List<(long Position, double Value)> Readings(long from = 0)
    {
        var found = new List<(long, double)>();
        for (long at = from, before = -1; before != at;)
        {
            before = at;
            at = Store.Read(at, 100, batch =>
            {
                for (int row = 0; row < batch.Count; row++)
                    if (batch.FirstPosition + row >= from) found.Add((batch.FirstPosition + row, batch.Get(row, 0)));
            });
        }
        return found;
    }

    /// <summary>Commits records of stream p, numbered on from <paramref name="first"/>, each batch on its own.</summary>
    public void Fill(Lane lane, long first, int batches, int records, int dataBytes = 400)
    {
        for (int i = 0; i < batches; i++) Commit(0, null, "p", Records(lane, first + (long)i * records, records, dataBytes: dataBytes));
    }

    /// <summary>Acknowledges all that a lane holds, as an uplink does: what it was given.</summary>
    public void Drain(Lane lane)
    {
        var buffer = new byte[1 << 20];
        while (Store.Peek(lane, 0, 256, buffer) is { Count: > 0 } slice) Acknowledge(lane, slice.First, slice.Last);
    }

    /// <summary>What a lane still holds, in order, read in slices of that many records and bytes.</summary>
    public List<(RecordType Type, string Stream, long Sequence, string Data)> Taken(Lane lane, int countMax = 256, int bytes = 1 << 20, long last = long.MaxValue)
    {
        var found = new List<(RecordType, string, long, string)>();
        var buffer = new byte[bytes];
        for (long at = Store.Range(lane).First; at < Math.Min(last, Store.Range(lane).Last);)
        {
            var slice = Store.Peek(lane, at, (int)Math.Min(countMax, last - at), buffer);
            if (slice.Count == 0) break;
            Assert.True(slice.First >= at && slice.Last > slice.First && slice.Count <= Math.Max(countMax, slice.Count));
            ReadOnlySpan<byte> packed = buffer.AsSpan(0, slice.Bytes);
            for (int i = 0; i < slice.Count; i++)
            {
                Assert.True(PackedRecords.TryRead(packed, out var record, out int size));
                found.Add((record.Header.Type, Encoding.UTF8.GetString(record.Stream), record.Header.Sequence, Encoding.UTF8.GetString(record.Data)));
                packed = packed[size..];
            }
            Assert.True(packed.IsEmpty);
            at = slice.Last;
        }
        return found;
    }

    public long[] Sequences(Lane lane, int countMax = 256, int bytes = 1 << 20) => Taken(lane, countMax, bytes).ConvertAll(record => record.Sequence).ToArray();

    public static long[] Run(long first, int count) => Enumerable.Range(0, count).Select(i => first + i).ToArray();

    private static byte[] Record(string stream, long sequence, int dataBytes)
    {
        byte[] name = Encoding.UTF8.GetBytes(stream);
        byte[] data = Encoding.UTF8.GetBytes($"{{\"n\":{sequence}}}".PadRight(dataBytes));
        var packed = new byte[PackedRecords.SizeOf(name, "d"u8, data)];
        PackedRecords.Write(packed, new RecordHeader(RecordType.Reading, sequence, sequence), name, "d"u8, data);
        return packed;
    }
}
