using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>One window of a device's newest readings: values [channels × size], channel by channel, oldest first.
/// Valid during the call that hands it on.</summary>
public readonly ref struct WindowFrame(ReadingBatch newest, int row, int size, ReadOnlySpan<double> values)
{
    /// <summary>The batch that holds the window's newest reading; gives source, device and channels.</summary>
    public ReadingBatch Newest { get; } = newest;

    /// <summary>The newest reading's row in <see cref="Newest"/>.</summary>
    public int Row { get; } = row;

    public int Size { get; } = size;

    public ReadOnlySpan<double> Values { get; } = values;

    public ReadOnlySpan<double> Channel(int channel) => Values.Slice(channel * Size, Size);
}
