namespace EdgeAppliance.Daemon.Configuration;

/// <summary>How long, and on how much, a new version of a model runs beside the old one before it is kept.</summary>
internal sealed record ModelTrialConfiguration
{
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a trial goes on at most where too few windows came within <see cref="Duration"/>.</summary>
    public TimeSpan DurationMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Windows that both versions must have run on.</summary>
    public int WindowsMin { get; init; } = 20;

    /// <summary>In how many more windows it may alarm than the old version, as a share of those that the old version found quiet; 0..1.</summary>
    public double AlarmRiseMax { get; init; } = 0.25;
}
