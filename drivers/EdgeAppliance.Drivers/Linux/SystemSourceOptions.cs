namespace EdgeAppliance.Drivers.Linux;

/// <summary>A source of type <c>system</c>.</summary>
public sealed record SystemSourceOptions
{
    public static TimeSpan EveryMin { get; } = TimeSpan.FromMilliseconds(100);

    public static TimeSpan EveryMax { get; } = TimeSpan.FromHours(1);

    public required string Name { get; init; }

    /// <summary>From <see cref="EveryMin"/>, at which the processors' own counters move by ten, to <see cref="EveryMax"/>.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Where <c>proc</c> and <c>sys</c> lie.</summary>
    public string Root { get; init; } = "/";

    /// <summary>Readings that may be on their way to the store; at it the next ones are skipped and counted.</summary>
    public int UnstoredMax { get; init; } = 64;
}
