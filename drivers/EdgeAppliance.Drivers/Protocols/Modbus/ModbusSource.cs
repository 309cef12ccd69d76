using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>Devices on one Modbus line, each read at its beat: a device's registers are a reading's channels, and those that may be written are
/// commands too.</summary>
internal sealed class ModbusSource : ISource, ICommandTarget
{
    public const string TcpType = "modbus-tcp", RtuType = "modbus-rtu";

    private readonly DriverContext _context;
    private readonly SourceMeter _meter;
    private readonly WakeTimer _timer;
    private readonly CancellationTokenSource _stop = new();
    private readonly ModbusLine _line;
    private readonly ModbusCommands _commands;
    private readonly ModbusUnit[] _units;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;

    public ModbusSource(ModbusOptions options, DriverContext context)
    {
        _context = context;
        _meter = new SourceMeter(context.Name, options.Type, context.Time);
        _timer = new WakeTimer(context.Time);
        _line = new ModbusLine(options, context, _stop.Token);
        _commands = new ModbusCommands(options.Units, _line);
        var around = new ModbusSurroundings(context, _timer);
        _units = [.. options.Units.Select(unit => new ModbusUnit(unit, options, _line, _meter, around))];
    }

    public string Name => _context.Name;

    public IReadOnlyList<string> Commands => _commands.Names;

    /// <summary>Answers that were passed over, because they were late or for another request.</summary>
    public long ForeignAnswers => _line.Foreign;

    public SourceStatus Status
    {
        get
        {
            var conditions = new List<HealthCondition>();
            _line.AddConditions(conditions);
            foreach (var unit in _units) unit.AddConditions(conditions);
            // What ails the store is each unit's, and said once.
            return _meter.Status([.. conditions.Distinct()]);
        }
    }

    public CommandOutcome Execute(string command, JsonElement value) => _commands.Execute(command, value);

    public void Start()
    {
        _meter.State = SourceState.Running;
        _thread = new Thread(Run) { IsBackground = true, Name = $"source {Name}" };
        _thread.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        _timer.Stop();
        if (_thread is not null) await _ended.Task;
        _line.Dispose();
        foreach (var unit in _units) unit.Dispose();
        _timer.Dispose();
        _stop.Dispose();
        _meter.State = SourceState.Stopped;
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            var next = Next();
            if (_timer.WaitUntil(next.DueAt)) next.Read();
        }
        _ended.SetResult();
    }

    private ModbusUnit Next()
    {
        var next = _units[0];
        foreach (var unit in _units)
            if (unit.DueAt < next.DueAt) next = unit;
        return next;
    }
}
