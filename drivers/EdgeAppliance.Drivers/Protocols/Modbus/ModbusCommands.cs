using System.Globalization;
using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>Writes channels that the configuration marks as writable, and no others. Any thread.</summary>
internal sealed class ModbusCommands
{
    private readonly ModbusLine _line;
    private readonly Dictionary<string, (byte Unit, ModbusChannel Channel)> _targets = new(StringComparer.Ordinal);

    public ModbusCommands(IReadOnlyList<ModbusUnitOptions> units, ModbusLine line)
    {
        _line = line;
        foreach (var unit in units)
            foreach (var channel in unit.Channels)
                if (channel.IsWritable) _targets.Add(unit.Device.Length > 0 ? $"{unit.Device}.{channel.Name}" : channel.Name, (unit.Unit, channel));
        Names = [.. _targets.Keys];
    }

    /// <summary>The channel's name, behind its device's and a point where the source has several.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <param name="value">A number in the channel's unit, or true or false.</param>
    public CommandOutcome Execute(string command, JsonElement value)
    {
        if (!_targets.TryGetValue(command, out var target)) return CommandOutcome.NoSuchCommand(command, Names);
        if (Number(value) is not { } number) return CommandOutcome.BadValue("The value must be a number, or true or false.");
        var channel = target.Channel;
        if (!(number >= channel.Min && number <= channel.Max))
            return CommandOutcome.BadValue(string.Create(CultureInfo.InvariantCulture, $"The value must be from {channel.Min} to {channel.Max}."));
        Span<byte> request = stackalloc byte[ModbusPdu.BytesMax];
        int bytes = channel.Write(request, number);
        return bytes == 0 ? CommandOutcome.BadValue("The value does not fit the register's type.") : Send(target.Unit, request[..bytes]);
    }

    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.Number when value.TryGetDouble(out double number) && double.IsFinite(number) => number,
        _ => null,
    };

    // Not sent again by itself: what a second pulse does is not known here.
    private CommandOutcome Send(byte unit, ReadOnlySpan<byte> request)
    {
        Span<byte> answer = stackalloc byte[ModbusPdu.BytesMax];
        try
        {
            int bytes = _line.Exchange(unit, request, answer);
            var error = ModbusPdu.ErrorOf(request, answer[..bytes]);
            return error == ModbusError.None ? CommandOutcome.Done : CommandOutcome.Failed($"Unit {unit} refuses: {ModbusErrors.Text(error)}.");
        }
        catch (BusException e)
        {
            return CommandOutcome.Failed(e.Fault is BusFault.NoAnswer or BusFault.Checksum ? $"{e.Message} Whether it was done is not known." : e.Message);
        }
    }
}
