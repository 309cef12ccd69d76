namespace EdgeAppliance.Daemon.Uplink;

/// <summary>Waits that double from the least to the most, each with half of it by chance, so that a site's appliances do
/// not all come back at the same moment.</summary>
internal sealed class BackOff(TimeSpan least, TimeSpan most, Random random)
{
    private int _doublings;

    public TimeSpan Next()
    {
        var ceiling = least * (1L << _doublings);
        if (ceiling < most) _doublings++;
        else ceiling = most;
        return ceiling * (0.5 + random.NextDouble() / 2);
    }

    public void Reset() => _doublings = 0;
}
