namespace EdgeAppliance.Bundles.Reports;

/// <summary>What became of one version on a device.</summary>
public sealed record BundleReport
{
    public required string Bundle { get; init; }

    public required string Version { get; init; }

    /// <summary>The id of the rollout that it came by; null where it came by none, or that is not known any more.</summary>
    public string? Deployment { get; init; }

    public required ReportedState State { get; init; }

    /// <summary>Why it waits, was rolled back or refused; else null.</summary>
    public string? Reason { get; init; }

    /// <summary>Since when it is so; null where nobody knows.</summary>
    public DateTimeOffset? Since { get; init; }
}
