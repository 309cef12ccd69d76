using System.Text;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.SimulationTests.Disks;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.SimulationTests.Storage;

/// <summary>A producer of readings numbered from 0, a pipeline that makes one record of each reading, numbered from 1, and an uplink
/// that acknowledges records, on a disk that records what is done to it and what the store has told whom.</summary>
internal sealed class StoreWorkload(SimulatedDisk disk, Random random, LiteStoreOptions options)
{
    public static readonly Lane Lane = new("cloud", RecordPriority.Normal);
    private static readonly ChannelSet Channels = new("n");

    public const string Note = "posts/s/0";

    private readonly FakeTimeProvider _time = new();
    private readonly Queue<(Task Task, string Mark, long Id)> _flying = new();
    private readonly byte[] _buffer = new byte[1 << 16];
    private LiteStore _store = null!;

    private long _produced;
    private long _cursor;
    private long _acknowledged = 1;

    /// <summary>Has room for the readings, but for few of the records.</summary>
    public static LiteStoreOptions Limited(LiteStoreOptions options) => options with { BytesMax = 4 << 20, ReadingsShare = 0.97 };

    /// <summary>Each append comes with a note, in one transaction, of how many readings there are then.</summary>
    public bool IsNoted { get; init; }

    public static bool IsLimited(LiteStoreOptions options) => options.ReadingsShare > 0.9;

    public void Run(int lives, int steps)
    {
        for (int life = 0; life < lives; life++)
        {
            _store = LiteStore.Open(options with { Disk = disk }, NullLogger.Instance, _time);
            _store.SetPipelines(["p"]);
            for (int step = 0; step < steps; step++) Step();
            Land(0);
            _store.Dispose();
        }
    }

    public static ReadingBatch Batch(long first, int rows)
    {
        var batch = ReadingBatch.Rent("s", "d", Channels, rows);
        for (int row = 0; row < rows; row++) batch.Set(batch.AddRow(first + row), 0, first + row);
        return batch;
    }

    public static byte[] Record(long sequence)
    {
        byte[] data = Encoding.UTF8.GetBytes($"{{\"n\":{sequence},\"x\":\"{new string('x', (int)(sequence * 37 % 900))}\"}}");
        var packed = new byte[PackedRecords.SizeOf("p"u8, "d"u8, data)];
        PackedRecords.Write(packed, new RecordHeader(RecordType.Reading, sequence, sequence), "p"u8, "d"u8, data);
        return packed;
    }

    private void Step()
    {
        switch (random.Next(8))
        {
            case 0 or 1 or 2: Append(); break;
            case 3 or 4: Commit(); break;
            case 5: Acknowledge(); break;
            case 6: Land(0); break;
            case 7: _time.Advance(TimeSpan.FromSeconds(random.Next(4))); break;
        }
        Land(4);
    }

    private void Append()
    {
        int rows = random.Next(5) == 0 ? random.Next(1, 3000) : random.Next(1, 20);
        var batch = Batch(_produced, rows);
        _produced += rows;
        var done = IsNoted ? _store.Append([batch], [new PipelineCommit(Note, 0, [], BitConverter.GetBytes(_produced))]) : _store.Append(batch);
        Fly(done, "appended", _produced);
    }

    private void Commit()
    {
        Land(0);
        int rows = (int)Math.Min(_produced - _cursor, random.Next(1, 400));
        if (rows == 0) return;
        var packed = new MemoryStream();
        for (int i = 0; i < rows; i++) packed.Write(Record(_cursor + i + 1));
        _cursor += rows;
        byte[]? snapshot = random.Next(3) == 0 ? BitConverter.GetBytes(_cursor) : null;
        Fly(_store.Commit(new PipelineCommit("p", _cursor, [new LaneAppend(Lane, packed.ToArray(), rows)], snapshot)), "committed", _cursor);
    }

    private void Acknowledge()
    {
        Land(0);
        var slice = _store.Peek(Lane, _store.Range(Lane).First, random.Next(1, 300), _buffer);
        if (slice.Count == 0) return;
        _acknowledged = StoredSpan.Of(_buffer.AsSpan(0, slice.Bytes))[^1].Last + 1;
        disk.Mark("acknowledging", _acknowledged);
        Fly(_store.Acknowledge(Lane, slice.First, slice.Last), "acknowledged", _acknowledged);
    }

    private void Fly(Task task, string mark, long id) => _flying.Enqueue((task, mark, id));

    private void Land(int inFlight)
    {
        while (_flying.Count > inFlight)
        {
            var (task, mark, id) = _flying.Dequeue();
            _store.Hasten();
            task.GetAwaiter().GetResult();
            disk.Mark(mark, id);
        }
    }
}
