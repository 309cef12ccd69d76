namespace EdgeAppliance.Core.Behaviour;

/// <summary>What a sweep counts.</summary>
internal struct BehaviourCounts
{
    public int Anomalous { get; private set; }

    public int Learning { get; private set; }

    public int Throttled { get; private set; }

    public int Quarantined { get; private set; }

    public long Refused { get; private set; }

    public void Add(bool isAnomalous, bool isLearning, BehaviourGate gate, long refused)
    {
        if (isAnomalous) Anomalous++;
        if (isLearning) Learning++;
        if (gate == BehaviourGate.Throttled) Throttled++;
        if (gate == BehaviourGate.Quarantined) Quarantined++;
        Refused += refused;
    }
}
