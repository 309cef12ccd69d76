namespace EdgeAppliance.Daemon.Configuration;

/// <summary>How fast an uplink sends and how it comes back.</summary>
internal sealed record UplinkPace
{
    /// <summary>Publishes sent and not acknowledged yet.</summary>
    public int InFlightMax { get; init; } = 64;

    /// <summary>Records in a message; 1 sends each alone, more sends JSON arrays.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>0 for no limit.</summary>
    public double RecordsPerSecondMax { get; init; }

    /// <summary>Sends what is made now before the backlog, at the price of the stream's order.</summary>
    public bool LiveFirst { get; init; }

    public TimeSpan RetryLeast { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan RetryMost { get; init; } = TimeSpan.FromMinutes(1);
}
