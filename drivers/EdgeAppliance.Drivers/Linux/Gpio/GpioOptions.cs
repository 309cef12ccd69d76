using System.Text.Json;

namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>A source of type <c>gpio</c>.</summary>
/// <param name="Chip">A chip's label or name; empty where the lines' names say which.</param>
/// <param name="Every">How often all levels are reported, changed or not.</param>
internal sealed record GpioOptions(string Chip, IReadOnlyList<GpioInput> Inputs, IReadOnlyList<GpioOutput> Outputs, TimeSpan Every)
{
    public static TimeSpan EveryMin { get; } = TimeSpan.FromMilliseconds(10);

    public static TimeSpan EveryMax { get; } = TimeSpan.FromDays(1);

    /// <summary>Batches that may be on their way to the store; at it changes are skipped and counted.</summary>
    public int UnstoredMax { get; init; } = 16;

    /// <summary>Inputs first.</summary>
    public IReadOnlyList<GpioLine> Lines => LinesFor(_ => null);

    /// <summary>The same, as they are taken.</summary>
    /// <param name="desired">What an output is wanted to be: that counts for more than the level that it begins with.</param>
    public IReadOnlyList<GpioLine> LinesFor(Func<string, JsonElement?> desired) =>
        [.. Inputs.Select(input => input.Line), .. Outputs.Select(output => GpioOutputs.Level(desired(output.Name) ?? default) is { } isOn ? output.Line with { IsInitiallyOn = isOn } : output.Line)];

    /// <summary>A level each line, then what is counted.</summary>
    public IEnumerable<string> Channels =>
        [.. Inputs.Select(input => input.Name), .. Outputs.Select(output => output.Name), .. Inputs.Where(input => input.IsCounted).Select(input => $"{input.Name}_count")];
}
