using System.Globalization;
using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Protocols.Can;

/// <summary>Sends the messages that the configuration marks, and no others. Any thread.</summary>
internal sealed class CanCommands(CanOptions options)
{
    private readonly CanMessage[] _messages = [.. options.Messages.Where(message => message.IsSent)];
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private CanPort? _port;

    public IReadOnlyList<string> Names { get; } = [.. options.Messages.Where(message => message.IsSent).Select(message => message.Name)];

    public void Use(CanPort port)
    {
        lock (_lock) _port = port;
    }

    public void LetGo()
    {
        lock (_lock) _port = null;
    }

    /// <param name="value">An object of signals and numbers, those left out 0; a number alone where the message has one signal.</param>
    public CommandOutcome Execute(string command, JsonElement value)
    {
        if (Array.Find(_messages, message => message.Name == command) is not { } found) return CommandOutcome.NoSuchCommand(command, Names);
        var frame = new CanFrame { Id = found.Filter.Id, IsExtended = found.Filter.IsExtended, IsFd = options.IsFd, Length = found.Bytes };
        string? wrong = value.ValueKind == JsonValueKind.Object ? Fill(found, value, ref frame) : FillOne(found, value, ref frame);
        return wrong is null ? Send(ref frame) : CommandOutcome.BadValue(wrong);
    }

    private static string? FillOne(CanMessage message, JsonElement value, ref CanFrame frame) => message.Signals.Count == 1
        ? Set(message.Signals[0], value, ref frame)
        : $"The value must be an object with numbers for {string.Join(", ", message.Signals.Select(signal => signal.Name))}.";

    private static string? Fill(CanMessage message, JsonElement value, ref CanFrame frame)
    {
        foreach (var member in value.EnumerateObject())
        {
            var signal = message.Signals.FirstOrDefault(signal => signal.Name == member.Name);
            string? wrong = signal is null ? $"There is no signal '{member.Name}' in the message." : Set(signal, member.Value, ref frame);
            if (wrong is not null) return wrong;
        }
        return null;
    }

    private static string? Set(CanSignal signal, JsonElement value, ref CanFrame frame)
    {
        double number = value.ValueKind switch { JsonValueKind.True => 1, JsonValueKind.False => 0, JsonValueKind.Number => value.GetDouble(), _ => double.NaN };
        if (!double.IsFinite(number)) return $"'{signal.Name}' must be a number, or true or false.";
        if (number < signal.Min || number > signal.Max) return string.Create(CultureInfo.InvariantCulture, $"'{signal.Name}' must be from {signal.Min} to {signal.Max}.");
        return signal.Bits.TryWrite((number - signal.Offset) / signal.Scale, frame.Data) ? null : $"'{signal.Name}' does not fit its bits.";
    }

    private CommandOutcome Send(ref CanFrame frame)
    {
        lock (_lock)
        {
            if (_port is null) return CommandOutcome.Failed("The interface is not open now; the source's condition says why.");
            try
            {
                _port.Write(ref frame);
                return CommandOutcome.Done;
            }
            catch (BusException e)
            {
                return CommandOutcome.Failed(e.Message);
            }
        }
    }
}
