namespace EdgeAppliance.Drivers.Linux.Proc;

/// <summary>A counter of the kernel's, which only grows until a device goes away.</summary>
internal struct Counter
{
    private double _before;

    /// <returns>What was added since the call before; NaN where one of the two is not known.</returns>
    public double Grown(double now)
    {
        double grown = now - _before;
        _before = now;
        return grown;
    }

    /// <returns>Growth a second, and never less than 0.</returns>
    public double Rate(double now, double seconds) => Math.Max(0, Grown(now)) / seconds;
}
