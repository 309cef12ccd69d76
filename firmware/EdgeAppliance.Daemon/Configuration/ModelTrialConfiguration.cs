using EdgeAppliance.Daemon.Updates.Trials;

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

    /// <summary>In how many more windows it may give no usable result than the old version, as a share of all; 0..1.</summary>
    public double ErrorsMax { get; init; } = 0.05;

    /// <summary>How many times as long as the old version its runs may take.</summary>
    public double SlowerMax { get; init; } = 10;

    /// <summary>How far its scores may lie from the old version's, in thresholds.</summary>
    public double DriftMax { get; init; } = 1;

    /// <summary>By how much it may let resident memory grow, in bytes.</summary>
    public long ResidentMax { get; init; } = 512L << 20;

    /// <summary>What else must not be; null where nothing is.</summary>
    public TrialCondition? RollBackIf { get; init; }
}
