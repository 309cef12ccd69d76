namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>How one device behaves.</summary>
internal sealed record BehaviourStatus
{
    public required string Source { get; init; }

    public required string Device { get; init; }

    /// <summary>The rules that it is judged by.</summary>
    public required string Watch { get; init; }

    public required BehaviourPageState State { get; init; }

    /// <summary>What it does wrong, a sentence each.</summary>
    public IReadOnlyList<string> Anomalies { get; init; } = [];

    public long Refused { get; init; }

    /// <summary>Until its quarantine ends by itself.</summary>
    public double? QuarantineSeconds { get; init; }
}
