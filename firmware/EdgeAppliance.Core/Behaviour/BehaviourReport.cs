namespace EdgeAppliance.Core.Behaviour;

/// <summary>How a device behaves now.</summary>
/// <param name="Watch">The name of the rules that it is judged by.</param>
public sealed record BehaviourReport(string Source, string Device, string Watch, BehaviourGate Gate, IReadOnlyList<BehaviourAnomaly> Anomalies)
{
    public bool IsLearning { get; init; }

    /// <summary>Readings that were not taken, since the start.</summary>
    public long Refused { get; init; }

    /// <summary>Of its quarantine; null where there is none, or only an operator ends it.</summary>
    public TimeSpan? Left { get; init; }
}
