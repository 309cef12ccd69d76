using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>Lines of one GPIO chip: inputs whose changes are readings with the kernel's own times, and outputs that commands set. When the
/// source ends, however the appliance is stopped in order, outputs are set to their safe level.</summary>
internal sealed class GpioSource : ISource, ICommandTarget
{
    public const string Type = "gpio";

    private const int RowsMax = 64;

    private readonly GpioOptions _options;
    private readonly DriverContext _context;
    private readonly GpioOpener _open;
    private readonly SourceMeter _meter;
    private readonly Delivery _delivery;
    private readonly SensorFaults _faults;
    private readonly WakeTimer _timer;
    private readonly GpioOutputs _outputs;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stops;
    private Thread? _thread;

    // The source's thread.
    private readonly GpioEdge[] _edges = new GpioEdge[RowsMax];
    private readonly GpioRows _rows;
    private long _nextBeat;

    public GpioSource(GpioOptions options, DriverContext context, GpioOpener open)
    {
        _options = options;
        _context = context;
        _open = open;
        _meter = new SourceMeter(context.Name, Type, context.Time);
        _delivery = new Delivery(context, _meter);
        _faults = new SensorFaults($"sources.{context.Name}", context.Time, FaultPolicy.Chips);
        _timer = new WakeTimer(context.Time);
        _outputs = new GpioOutputs(options.Inputs.Count, options.Outputs);
        _rows = new GpioRows(options);
    }

    public string Name => _context.Name;

    public IReadOnlyList<string> Commands => _outputs.Names;

    public SourceStatus Status
    {
        get
        {
            var conditions = new List<HealthCondition>();
            _faults.AddConditions(conditions);
            _delivery.AddConditions(conditions);
            return _meter.Status(conditions);
        }
    }

    /// <summary>Sets an output: true or false, 1 or 0.</summary>
    public CommandOutcome Execute(string command, JsonElement value) => _outputs.Set(command, value);

    public void Start()
    {
        _meter.State = SourceState.Running;
        _delivery.Open(new ChannelSet([.. _options.Channels]), RowsMax, _options.UnstoredMax);
        _thread = new Thread(Run) { IsBackground = true, Name = $"source {Name}" };
        _thread.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _stops = true;
        _timer.Stop();
        _outputs.Wake();
        if (_thread is not null) await _ended.Task;
        _timer.Dispose();
        _meter.State = SourceState.Stopped;
    }

    private void Run()
    {
        while (!_stops)
        {
            try
            {
                Hold(_open(_options.Chip, _options.Lines));
            }
            catch (BusException e)
            {
                _faults.Note(e);
                _faults.GiveUp(e);
                _timer.WaitUntil(_faults.TryAgainAt);
            }
        }
        _delivery.Dispose();
        _ended.SetResult();
    }

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
        _nextBeat = _context.Time.GetTimestamp();
        while (!_stops)
        {
            var left = _context.Time.GetElapsedTime(_context.Time.GetTimestamp(), _nextBeat);
            int count = lines.Wait(left < TimeSpan.Zero ? TimeSpan.Zero : left, _edges);
            if (count > 0) Report(_edges.AsSpan(0, count));
            bool isBeat = _context.Time.GetTimestamp() >= _nextBeat;
            if (!isBeat && !_outputs.TakeChanged()) continue;
            if (isBeat) _nextBeat = Math.Max(_nextBeat + Period, _context.Time.GetTimestamp());
            ReportAll(lines);
            _faults.Clear();
        }
    }

    private long Period => (long)(_options.Every.TotalSeconds * _context.Time.TimestampFrequency);

    private void Report(ReadOnlySpan<GpioEdge> edges)
    {
        // 1. The kernel's monotonic times become times of day by what both clocks say now.
        long nowUs = NowUs(), nowNs = _context.Time.GetTimestamp() * (1_000_000_000 / _context.Time.TimestampFrequency);
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
        _rows.Add(batch, NowUs());
        _delivery.HandOn(batch);
    }

    private long NowUs() => (_context.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
