using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>A source's outputs: set by any thread while the lines are held, and made safe when they are let go.</summary>
internal sealed class GpioOutputs(int firstLine, IReadOnlyList<GpioOutput> outputs)
{
    private readonly Lock _lock = new();
    private IGpioLines? _lines;
    private int _changed;

    public IReadOnlyList<string> Names { get; } = [.. outputs.Select(output => output.Name)];

    public CommandOutcome Set(string name, JsonElement value)
    {
        int output = -1;
        for (int i = 0; i < Names.Count; i++) if (Names[i] == name) output = i;
        if (output < 0) return CommandOutcome.NoSuchCommand(name, Names);
        if (Level(value) is not { } level) return CommandOutcome.BadValue("The value must be true or false, 1 or 0.");
        ulong bit = 1UL << firstLine + output;
        lock (_lock)
        {
            if (_lines is null) return CommandOutcome.Failed("The lines are not held now; the source's condition says why.");
            try
            {
                _lines.Write(level ? bit : 0, bit);
            }
            catch (BusException e)
            {
                return CommandOutcome.Failed(e.Message);
            }
            Volatile.Write(ref _changed, 1);
            _lines.Wake();
        }
        return CommandOutcome.Done;
    }

    /// <summary>Whether one was set since the last call.</summary>
    public bool TakeChanged() => Interlocked.Exchange(ref _changed, 0) != 0;

    public void Use(IGpioLines lines)
    {
        lock (_lock) _lines = lines;
    }

    /// <summary>Sets every output to its safe level. Called before the lines are closed.</summary>
    public void LetGo()
    {
        lock (_lock)
        {
            if (_lines is not { } lines) return;
            _lines = null;
            try
            {
                MakeSafe(lines);
            }
            catch (BusException)
            {
                // The chip is gone, and with it all that could be set: the source has counted that.
            }
        }
    }

    private void MakeSafe(IGpioLines lines)
    {
        ulong levels = 0, mask = 0;
        for (int i = 0; i < outputs.Count; i++)
        {
            ulong bit = 1UL << firstLine + i;
            mask |= bit;
            if (outputs[i].IsSafeOn) levels |= bit;
        }
        if (mask != 0) lines.Write(levels, mask);
    }

    public void Wake()
    {
        lock (_lock) _lines?.Wake();
    }

    /// <returns>Null where the value is no level.</returns>
    public static bool? Level(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.TryGetDouble(out double number) && number is 0 or 1 => value.GetDouble() == 1,
        _ => null,
    };
}
