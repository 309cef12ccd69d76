namespace EdgeAppliance.Drivers.Linux;

/// <summary>One part of what the <c>system</c> source reads. Used by one thread.</summary>
internal abstract class Probe : IDisposable
{
    /// <summary>Names of the channels, unit last, in the order of the values. They do not change.</summary>
    public abstract IReadOnlyList<string> Channels { get; }

    /// <summary>Reads the kernel now. Whatever it says, nothing is thrown and, once a probe has seen its files, nothing allocated.</summary>
    /// <param name="seconds">Since the sample before; more than 0.</param>
    /// <param name="values">One a channel; NaN where the kernel gave no number.</param>
    public abstract void Sample(double seconds, Span<double> values);

    public abstract void Dispose();
}
