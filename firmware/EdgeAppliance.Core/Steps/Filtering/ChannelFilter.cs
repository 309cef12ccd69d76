namespace EdgeAppliance.Core.Steps.Filtering;

/// <summary>Smooths one channel, a value at a time. A missing value is never given to it.</summary>
internal abstract class ChannelFilter
{
    /// <param name="value">Finite.</param>
    /// <param name="timeUs">The reading's own time.</param>
    public abstract double Next(double value, long timeUs);

    /// <summary>Forgets all values: what it made of the last ones is beyond what a number can hold.</summary>
    public abstract void Reset();

    public abstract void Save(StateWriter writer);

    /// <exception cref="InvalidDataException">The state is of another filter, or damaged.</exception>
    public abstract void Load(ref StateReader reader);
}
