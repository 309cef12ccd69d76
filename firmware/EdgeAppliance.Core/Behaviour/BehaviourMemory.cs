namespace EdgeAppliance.Core.Behaviour;

/// <summary>What outlives a restart of a device's behaviour.</summary>
internal sealed record BehaviourMemory(string Source, string Device)
{
    public required TimeSpan Over { get; init; }

    public required bool IsLearnt { get; init; }

    public required TimeSpan LearnedFor { get; init; }

    public required int Readings { get; init; }

    public required Extremes Rate { get; init; }

    public required Extremes Size { get; init; }

    public required Extremes Silence { get; init; }

    public required bool IsQuarantined { get; init; }

    /// <summary>Null where only an operator ends it.</summary>
    public TimeSpan? QuarantineLeft { get; init; }

    public required IReadOnlyDictionary<string, Extremes> Channels { get; init; }
}
