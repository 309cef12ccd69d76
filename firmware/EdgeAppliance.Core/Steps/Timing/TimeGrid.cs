namespace EdgeAppliance.Core.Steps.Timing;

/// <summary>Evenly spaced times since 1970, rounded to the microsecond each, so that no error builds up.</summary>
internal readonly record struct TimeGrid(double PeriodUs)
{
    /// <summary>Rows that may be made of one gap.</summary>
    public const int GapRowsMax = StepLimits.WindowRowsMax;

    // The years 1000 to 9999: a time beyond is a broken clock's, and would not leave the arithmetic room.
    private const long EarliestUs = -30_610_224_000_000_000;
    private const long LatestUs = 253_402_300_799_000_000;

    public static bool Holds(long timeUs) => timeUs is >= EarliestUs and <= LatestUs;

    public long At(long index) => (long)Math.Round(index * PeriodUs);

    /// <summary>The first index whose time is this or later.</summary>
    public long IndexFrom(long timeUs)
    {
        long index = (long)Math.Ceiling(timeUs / PeriodUs);
        while (At(index - 1) >= timeUs) index--;
        while (At(index) < timeUs) index++;
        return index;
    }

    /// <summary>Reads <c>every</c>, a duration, or <c>rate</c>, times a second.</summary>
    public static TimeGrid Bind(StepConfiguration configuration)
    {
        var every = configuration.Duration("every", TimeSpan.FromSeconds(1));
        double rate = configuration.Number("rate", 1);
        if (configuration.Has("every") == configuration.Has("rate")) configuration.Report("every", "or rate must be there, and not both: a duration such as \"100ms\", or times a second.");
        if (rate is not (>= 1e-6 and <= 1e6)) configuration.Report("rate", "must be from 0.000001 to 1000000 Hz.");
        else if (configuration.Has("rate")) return new TimeGrid(1e6 / rate);
        return new TimeGrid(Math.Max(every.TotalMicroseconds, 1));
    }

    /// <summary>Reads a duration within which no more than <see cref="GapRowsMax"/> of the grid's times may lie; a minute, or less, where it is not there.</summary>
    public long BindSpan(StepConfiguration configuration, string key)
    {
        double mostUs = PeriodUs * GapRowsMax;
        long spanUs = (long)configuration.Duration(key, TimeSpan.FromMicroseconds(Math.Min(60e6, Math.Max(1, Math.Floor(mostUs))))).TotalMicroseconds;
        if (spanUs > mostUs) configuration.Report(key, $"must not be more than {GapRowsMax} times every.");
        return spanUs;
    }
}
