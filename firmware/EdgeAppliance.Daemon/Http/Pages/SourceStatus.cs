using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>All counts are of readings, since the daemon's start.</summary>
internal sealed record SourceStatus
{
    public required string Name { get; init; }

    public required string Type { get; init; }

    /// <summary>False where readings may be lost with the power.</summary>
    public bool Durable { get; init; } = true;

    public required long Readings { get; init; }

    /// <summary>Payloads that were no readings.</summary>
    public long Refused { get; init; }

    /// <summary>Why they were refused, each with its count.</summary>
    public IReadOnlyDictionary<string, long> RefusedBecause { get; init; } = new Dictionary<string, long>();

    /// <summary>Sent again by a device and recognised.</summary>
    public long Repeated { get; init; }

    /// <summary>Taken, and then not stored; their devices were told so.</summary>
    public long NotStored { get; init; }

    public long Devices { get; init; }

    /// <summary>Null where nothing came since the start.</summary>
    public DateTimeOffset? LastReadingAt { get; init; }

    /// <summary>Why nothing comes; null where it works.</summary>
    public HealthCondition? Condition { get; init; }
}
