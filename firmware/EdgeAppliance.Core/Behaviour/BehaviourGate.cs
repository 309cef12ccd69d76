namespace EdgeAppliance.Core.Behaviour;

/// <summary>Whether a device's readings are taken.</summary>
public enum BehaviourGate
{
    Open,

    /// <summary>Only so many a second.</summary>
    Throttled,

    Quarantined,
}
