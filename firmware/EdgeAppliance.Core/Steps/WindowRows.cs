using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>The newest rows of a device as <see cref="WindowFrame"/> takes them, and when they are due as a window.</summary>
internal abstract class WindowRows
{
    public abstract int Count { get; }

    /// <summary>[channels × <see cref="Count"/>], channel by channel, oldest first; valid until the next row.</summary>
    public abstract ReadOnlySpan<double> Values { get; }

    public static WindowRows For(WindowOptions options) => options.Size.IsTime ? new TimedRows(options.Size, options.Hop) : new CountedRows(options.Size.Rows, options.Hop.Rows);

    /// <summary>Forgets all rows; those that come have so many channels.</summary>
    public abstract void Clear(int channels);

    /// <returns>True where the window is due with this row as its newest.</returns>
    /// <exception cref="StepException">The window would hold more than <see cref="StepLimits.ValuesMax"/> values.</exception>
    public abstract bool Add(ReadingBatch batch, int row);

    public abstract void Save(StateWriter writer);

    /// <exception cref="InvalidDataException">The state is damaged.</exception>
    public abstract void Load(ref StateReader reader);
}
