using System.Text.Json;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Tests.Core.Steps;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Core.Pipeline;

/// <summary>One producer, one store and one pipeline, all stepped by hand; whatever happens is drawn from a seed.</summary>
internal sealed class PipelineSimulation
{
    private static readonly ChannelSet Channels = new("a", "b");
    private static readonly ChannelSet OtherChannels = new("b", "c");

    private readonly Random _chance;
    private readonly List<ReadingBatch> _inputs;
    private readonly PipelineOptions _options;
    private readonly FakeTimeProvider _time = new();
    private PipelineRunner _runner;

    public PipelineSimulation(string steps, int inputSeed, int chanceSeed, bool isPrivate = false, int devicesMax = 3)
        : this(Bind(steps), inputSeed, chanceSeed, isPrivate, devicesMax, steps)
    {
    }

    /// <param name="fingerprint">Of the steps.</param>
    public PipelineSimulation(StepPlan steps, int inputSeed, int chanceSeed, bool isPrivate = false, int devicesMax = 3, string fingerprint = "")
    {
        _chance = new Random(chanceSeed);
        _inputs = Inputs(new Random(inputSeed));
        _options = new PipelineOptions("p", new HashSet<string> { "s" }, steps, fingerprint, ["cloud", "site"])
        {
            SnapshotReadings = 20 + _chance.Next(100),
            QueueBatchesMax = 1 + _chance.Next(6),
            ReadRowsMax = 1 + _chance.Next(40),
            BufferBytesMax = 100 + _chance.Next(5000),
            DevicesMax = devicesMax,
            IsPrivate = isPrivate,
        };
        Store = new SimulatedStore(_chance);
        _runner = new PipelineRunner(_options, Store, _time);
    }

    public SimulatedStore Store { get; }

    public PipelineRunner Runner => _runner;

    public FakeTimeProvider Time => _time;

    public int Crashes { get; private set; }

    public void Run(double crashShare)
    {
        int next = 0;
        while (next < _inputs.Count || Store.End < TotalRows)
        {
            double draw = _chance.NextDouble();
            if (draw < crashShare) next = Crash();
            else if (draw < 0.4 && next < _inputs.Count) Append(_inputs[next++]);
            else if (draw < 0.7) Store.Sync(_chance.Next(4));
            else for (int i = _chance.Next(6); i > 0; i--) _runner.Advance();
            if (draw > 0.97) _time.Advance(TimeSpan.FromSeconds(11));
        }
        Settle();
    }

    /// <summary>Lets all that can happen without time passing happen.</summary>
    public void Settle()
    {
        do
        {
            Store.Sync();
            while (_runner.Advance())
            {
            }
        }
        while (Store.PendingCount > 0 || _runner.Advance());
    }

    public void AppendAll()
    {
        foreach (var input in _inputs) Append(input);
    }

    public void AppendHalf(bool first)
    {
        int half = _inputs.Count / 2;
        foreach (var input in first ? _inputs[..half] : _inputs[half..]) Append(input);
    }

    /// <summary>Every lane's records as text, for a comparison that tells something, then as bytes.</summary>
    public SortedDictionary<string, byte[]> Records()
    {
        var records = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (lane, bytes) in Store.Outbox) records[lane.ToString()] = bytes.ToArray();
        return records;
    }

    /// <summary>The numbers of the records that went to the cloud, in order.</summary>
    public List<long> Sequences()
    {
        var sequences = new List<long>();
        ReadOnlySpan<byte> packed = Store.Outbox[new Lane("cloud", RecordPriority.Normal)].ToArray();
        while (PackedRecords.TryRead(packed, out var record, out int size))
        {
            sequences.Add(record.Header.Sequence);
            packed = packed[size..];
        }
        return sequences;
    }

    private int TotalRows => _inputs.Sum(batch => batch.Count);

    public int Crash()
    {
        Crashes++;
        _runner.Dispose();
        Store.Crash();
        _runner = new PipelineRunner(_options, Store, _time);
        int durable = 0;
        for (long rows = 0; rows < Store.End; durable++) rows += _inputs[durable].Count;
        return durable;
    }

    private static StepPlan Bind(string steps)
    {
        using var document = JsonDocument.Parse(steps);
        return new StepCatalog().Bind(document.RootElement, "steps", [], TestKeys.Look) ?? throw new ArgumentException("The steps cannot be bound.", nameof(steps));
    }

    private void Append(ReadingBatch input)
    {
        input.Retain();
        _ = Store.Append(input);
    }

    private static List<ReadingBatch> Inputs(Random random)
    {
        var inputs = new List<ReadingBatch>();
        long time = 1_700_000_000_000_000;
        int batches = 20 + random.Next(60);
        for (int i = 0; i < batches; i++)
        {
            string source = random.Next(5) == 0 ? "other" : "s";
            var batch = ReadingBatch.Rent(source, $"d{random.Next(4)}", random.Next(6) == 0 ? OtherChannels : Channels, 16);
            for (int rows = 1 + random.Next(12); rows > 0; rows--)
            {
                int row = batch.AddRow(time += random.Next(-1000, 20_000));
                batch.Set(row, 0, random.Next(3) == 0 ? random.NextDouble() * 100 : random.Next(100));
                if (random.Next(9) > 0) batch.Set(row, 1, random.Next(-50, 50));
            }
            inputs.Add(batch);
        }
        return inputs;
    }
}
