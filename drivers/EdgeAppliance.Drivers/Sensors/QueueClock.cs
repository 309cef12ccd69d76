namespace EdgeAppliance.Drivers.Sensors;

/// <summary>Gives times to samples that a chip took at its own rate and kept in a queue without times. They are a period apart; the
/// chip's clock is followed, so that neither a late fetch nor a wrong crystal shows as jitter.</summary>
internal sealed class QueueClock(double nominalUs)
{
    // How much of what the two clocks differ by is made up for at each fetch, and how much of that the period learns.
    private const double Share = 0.1, PeriodShare = 0.004;

    // No crystal is further off than this.
    private const double WrongMax = 0.1;

    // Further apart they are not the same run of samples any more.
    private const int PeriodsApartMax = 8;

    private readonly double _nominalUs = nominalUs;
    private double _nextUs = double.NaN;

    /// <summary>The chip's period as far as it is known.</summary>
    public double PeriodUs { get; private set; } = nominalUs;

    /// <summary>Samples were lost, or the chip was started anew.</summary>
    public void Restart() => _nextUs = double.NaN;

    /// <param name="count">Samples that were fetched, the last of which is as good as now.</param>
    /// <returns>The first one's time; the others follow by <see cref="PeriodUs"/>.</returns>
    public double First(int count, long nowUs)
    {
        double measured = nowUs - (count - 1) * PeriodUs;
        double apart = measured - _nextUs;
        double first = measured;
        if (Math.Abs(apart) <= PeriodsApartMax * _nominalUs)
        {
            first = _nextUs + apart * Share;
            PeriodUs = Math.Clamp(PeriodUs + apart * PeriodShare / count, _nominalUs * (1 - WrongMax), _nominalUs * (1 + WrongMax));
        }
        _nextUs = first + count * PeriodUs;
        return first;
    }
}
