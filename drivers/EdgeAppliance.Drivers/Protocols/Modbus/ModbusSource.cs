using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>Devices on one Modbus line, each read at its beat: a device's registers are a reading's channels, and those that may be written are
/// commands too. The line opens itself, for commands as well (<see cref="ModbusLine"/>).</summary>
internal sealed class ModbusSource : ReopeningSource, ICommandTarget
{
    public const string TcpType = "modbus-tcp", RtuType = "modbus-rtu";

    private readonly ModbusLine _line;
    private readonly ModbusCommands _commands;
    private readonly ModbusUnit[] _units;

    public ModbusSource(ModbusOptions options, DriverContext context)
        : base(options.Type, context, ModbusFaults.Policy)
    {
        _line = new ModbusLine(options, Faults, context.Time, Stop);
        _commands = new ModbusCommands(options.Units, _line);
        var around = new ModbusSurroundings(context, Timer);
        _units = [.. options.Units.Select(unit => new ModbusUnit(unit, options, _line, Meter, around))];
    }

    public IReadOnlyList<string> Commands => _commands.Names;

    public CommandOutcome Execute(string command, JsonElement value) => _commands.Execute(command, value);

    protected override void AddConditions(List<HealthCondition> conditions)
    {
        _line.AddConditions(Subject, conditions);
        foreach (var unit in _units) unit.AddConditions(conditions);
    }

    protected override void Hold()
    {
        while (!Stop.IsCancellationRequested)
        {
            var next = Next();
            if (Timer.WaitUntil(next.DueAt)) next.Read();
        }
    }

    protected override void Close()
    {
        _line.Dispose();
        foreach (var unit in _units) unit.Dispose();
    }

    private ModbusUnit Next()
    {
        var next = _units[0];
        foreach (var unit in _units)
            if (unit.DueAt < next.DueAt) next = unit;
        return next;
    }
}
