using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>Lines of one GPIO chip: inputs whose changes are readings with the kernel's own times, and outputs that commands set. When the
/// source ends, however the appliance is stopped in order, outputs are set to their safe level.</summary>
internal sealed class GpioSource : ReopeningSource, ICommandTarget
{
    public const string Type = "gpio";

    private const int RowsMax = 64;

    private readonly GpioOptions _options;
    private readonly GpioOpener _open;
    private readonly Delivery _delivery;
    private readonly GpioOutputs _outputs;

    // The source's thread.
    private readonly GpioEdge[] _edges = new GpioEdge[RowsMax];
    private readonly GpioRows _rows;
    private long _nextBeat;

    public GpioSource(GpioOptions options, DriverContext context, GpioOpener open)
        : base(Type, context, FaultPolicy.Chips)
    {
        _options = options;
        _open = open;
        _delivery = new Delivery(context, Meter);
        _delivery.Open(new ChannelSet([.. options.Channels]), RowsMax, options.UnstoredMax);
        _outputs = new GpioOutputs(options.Inputs.Count, options.Outputs);
        _rows = new GpioRows(options);
    }

    public IReadOnlyList<string> Commands => _outputs.Names;

    /// <summary>Sets an output: true or false, 1 or 0.</summary>
    public CommandOutcome Execute(string command, JsonElement value) => _outputs.Set(command, value);

    protected override void AddConditions(List<HealthCondition> conditions) => _delivery.AddConditions(conditions);

    protected override void Wake() => _outputs.Wake();

    protected override void Close() => _delivery.Dispose();

    protected override void Hold() => Hold(_open(_options.Chip, _options.LinesFor(Context.Desired)));

    private void Hold(IGpioLines lines)
    {
        try
        {
            _outputs.Use(lines);
            Watch(lines);
        }
        finally
        {
            _outputs.LetGo();
            lines.Dispose();
        }
    }

    private void Watch(IGpioLines lines)
    {
        _rows.Restart();
        _nextBeat = Context.Time.GetTimestamp();
        while (!Stop.IsCancellationRequested)
        {
            var left = Context.Time.GetElapsedTime(Context.Time.GetTimestamp(), _nextBeat);
            int count = lines.Wait(left < TimeSpan.Zero ? TimeSpan.Zero : left, _edges);
            if (count > 0) Report(_edges.AsSpan(0, count));
            bool isBeat = Context.Time.GetTimestamp() >= _nextBeat;
            if (!isBeat && !_outputs.TakeChanged()) continue;
            if (isBeat) _nextBeat = Math.Max(_nextBeat + Period, Context.Time.GetTimestamp());
            ReportAll(lines);
            Faults.Clear();
        }
    }

    private long Period => (long)(_options.Every.TotalSeconds * Context.Time.TimestampFrequency);

    private void Report(ReadOnlySpan<GpioEdge> edges)
    {
        // 1. The kernel's monotonic times become times of day by what both clocks say now.
        long nowUs = NowUs, nowNs = Context.Time.GetTimestamp() * (1_000_000_000 / Context.Time.TimestampFrequency);
        var batch = _delivery.TryTake();
        int rows = 0;
        foreach (var edge in edges)
        {
            // 2. What the store has no room for still counts and is the level that the next row has.
            if (!_rows.Take(edge)) continue;
            rows++;
            if (batch is not null) _rows.Add(batch, nowUs - Math.Max(0, (nowNs - edge.TimestampNs) / 1000));
        }
        if (_rows.TakeLost() is > 0 and var lost) _delivery.Skip(lost);
        if (batch is not null) _delivery.HandOn(batch);
        else if (rows > 1) _delivery.Skip(rows - 1);
    }

    private void ReportAll(IGpioLines lines)
    {
        ulong levels = lines.Read();
        // Changes up to here come first, so that times do not go back.
        int count = lines.Wait(TimeSpan.Zero, _edges);
        if (count > 0) Report(_edges.AsSpan(0, count));
        _rows.Take(levels);
        if (_delivery.TryTake() is not { } batch) return;
        _rows.Add(batch, NowUs);
        _delivery.HandOn(batch);
    }
}
