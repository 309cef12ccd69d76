namespace EdgeAppliance.Core.Behaviour;

/// <summary>How the devices behave.</summary>
/// <param name="Named">Of those that behave unlike themselves, or are held back, the ones that are told one by one.</param>
/// <param name="Anomalous">How many do, or are.</param>
/// <param name="Watched">How many are watched.</param>
public sealed record BehaviourState(IReadOnlyList<BehaviourReport> Named, int Anomalous, int Watched)
{
    public static BehaviourState None { get; } = new([], 0, 0);

    public int Learning { get; init; }

    public int Throttled { get; init; }

    public int Quarantined { get; init; }

    /// <summary>Readings of devices that are held back, since the rules changed.</summary>
    public long Refused { get; init; }

    /// <summary>How often a device was met that is not watched, since there are too many.</summary>
    public long TooMany { get; init; }
}
