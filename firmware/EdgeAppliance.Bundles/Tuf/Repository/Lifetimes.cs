namespace EdgeAppliance.Bundles.Tuf.Repository;

/// <summary>For how long metadata is good once it is signed: what signs by itself often signs briefly.</summary>
public sealed record Lifetimes
{
    public TimeSpan Root { get; init; } = TimeSpan.FromDays(365);

    public TimeSpan Targets { get; init; } = TimeSpan.FromDays(90);

    public TimeSpan Snapshot { get; init; } = TimeSpan.FromDays(14);

    public TimeSpan Timestamp { get; init; } = TimeSpan.FromDays(7);
}
