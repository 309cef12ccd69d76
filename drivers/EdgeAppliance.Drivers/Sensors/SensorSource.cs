using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Time;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Sensors;

/// <summary>Reads one sensor when it starts and at a steady beat from then on. A reading that fails is tried again at once, a few times; then the sensor is closed,
/// and opened and set up anew at a later beat, so that one which was unplugged comes back by itself.</summary>
internal sealed class SensorSource : ISource, ICommandTarget
{
    private readonly SensorOptions _options;
    private readonly DriverContext _context;
    private readonly SensorOpener _open;
    private readonly SourceMeter _meter;
    private readonly Delivery _delivery;
    private readonly SourceFaults _faults;
    private readonly WakeTimer _timer;
    private readonly Pause _pause;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;

    private readonly Lock _lock = new();

    // Guarded by _lock: the source's thread holds it while it reads, a command while it is done.
    private Sensor? _sensor;
    private bool _isOpen;

    // The source's thread.
    private ChannelSet? _channels;

    public SensorSource(SensorOptions options, DriverContext context, SensorOpener open)
    {
        _options = options;
        _context = context;
        _open = open;
        _meter = new SourceMeter(context.Name, options.Type, context.Time);
        _delivery = new Delivery(context, _meter);
        _faults = new SourceFaults($"sources.{context.Name}", context.Time, options.Faults);
        _timer = new WakeTimer(context.Time);
        _pause = new Pause(context.Time, _timer);
    }

    public string Name => _context.Name;

    public SourceFaults Faults => _faults;

    public IReadOnlyList<string> Commands => _options.Commands;

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

    public CommandOutcome Execute(string command, JsonElement value)
    {
        if (!_options.Commands.Contains(command)) return CommandOutcome.NoSuchCommand(command, _options.Commands);
        lock (_lock)
        {
            if (!_isOpen) return CommandOutcome.Failed("The source does not run.");
            try
            {
                // At once, not at the beat that would open it: a device that was away may be back.
                _sensor ??= Opened();
                return _sensor.Execute(command, value);
            }
            catch (BusException e)
            {
                _faults.Note(e);
                return CommandOutcome.Failed(e.Message);
            }
        }
    }

    public void Start()
    {
        _meter.State = SourceState.Running;
        var beat = new Beat(_context.Time, _timer, _options.Every);
        _thread = new Thread(() => Run(beat)) { IsBackground = true, Name = $"source {Name}" };
        _thread.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Stop();
        if (_thread is not null) await _ended.Task;
        _timer.Dispose();
        _meter.State = SourceState.Stopped;
    }

    private void Run(Beat beat)
    {
        var rows = new SensorRows(_pause);
        // The first one at once: whoever has just wired a chip should not wait a long beat to see that it works.
        lock (_lock)
        {
            _isOpen = true;
            Read_NeedsLock(rows);
        }
        while (beat.Wait(out long missed))
        {
            if (missed > 0) _delivery.Skip(missed);
            lock (_lock) ReadUnlessWaiting_NeedsLock(rows);
        }
        lock (_lock)
        {
            _isOpen = false;
            Close_NeedsLock();
        }
        _delivery.Dispose();
        _ended.SetResult();
    }

    private void ReadUnlessWaiting_NeedsLock(SensorRows rows)
    {
        if (_sensor is null && _faults.IsWaiting) _meter.CountRefused();
        else Read_NeedsLock(rows);
    }

    private void Close_NeedsLock()
    {
        _sensor?.Dispose();
        _sensor = null;
    }

    private void Read_NeedsLock(SensorRows rows)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                _sensor ??= Opened();
                Note(ReadOnce(_sensor, rows));
                return;
            }
            catch (BusException e)
            {
                _faults.Note(e);
                if (attempt < _options.Retries && _sensor is not null) continue;
                _faults.GiveUp(e);
                _meter.CountRefused();
                Close_NeedsLock();
                return;
            }
        }
    }

    private void Note(BusException? fault)
    {
        if (fault is null)
        {
            _faults.Clear();
            return;
        }
        _faults.Note(fault);
        _faults.GiveUp(fault);
        _meter.CountRefused();
    }

    private Sensor Opened()
    {
        var sensor = _open();
        try
        {
            sensor.Begin(_pause);
            if (_channels is null) _delivery.Open(sensor.Channels, sensor.RowsMax, _options.UnstoredMax);
            else if (!_channels.SequenceEqual(sensor.Channels)) throw new BusException(BusFault.WrongChip, "The device that came back has other channels.");
        }
        catch (BusException)
        {
            sensor.Dispose();
            throw;
        }
        _channels = sensor.Channels;
        return sensor;
    }

    /// <returns>What is wrong, where the sensor goes on.</returns>
    private BusException? ReadOnce(Sensor sensor, SensorRows rows)
    {
        if (_delivery.TryTake() is not { } batch) return null;
        rows.Begin(batch, _context.Time.NowUs());
        try
        {
            sensor.Read(rows);
            return rows.Fault;
        }
        finally
        {
            // What a queue gave before it failed is kept.
            if (rows.Lost > 0) _delivery.Skip(rows.Lost);
            _delivery.HandOn(batch);
        }
    }
}
