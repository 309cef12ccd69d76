namespace EdgeAppliance.Core.Behaviour;

/// <summary>What happens to a device that does not behave.</summary>
public enum BehaviourAction
{
    /// <summary>It is told of, and its readings are taken.</summary>
    Report,

    /// <summary>And no more of its readings are taken than so many a second, as long as it lasts.</summary>
    Throttle,

    /// <summary>And none of its readings are taken until a time has passed or an operator releases it.</summary>
    Quarantine,
}
