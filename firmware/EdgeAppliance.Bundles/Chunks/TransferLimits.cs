namespace EdgeAppliance.Bundles.Chunks;

/// <summary>What a deployment may use of the line.</summary>
public sealed record TransferLimits
{
    /// <summary>In all; what is here already is free.</summary>
    public long BytesMax { get; init; } = long.MaxValue;

    /// <summary>What is said where <see cref="BytesMax"/> is spent; null for that number alone.</summary>
    public string? WhenSpent { get; init; }

    public long BytesPerSecondMax { get; init; } = long.MaxValue;

    /// <summary>A source that gives less, over <see cref="SlowAfter"/>, is given up: it may be holding back on purpose.</summary>
    public long BytesPerSecondMin { get; init; } = 256;

    public TimeSpan SlowAfter { get; init; } = TimeSpan.FromMinutes(1);
}
