namespace EdgeAppliance.Core.Behaviour;

/// <summary>In what a device may behave unlike itself.</summary>
public enum BehaviourKind
{
    /// <summary>Readings a second.</summary>
    Rate,

    /// <summary>Bytes of a reading's payload.</summary>
    Size,

    /// <summary>Values of channels.</summary>
    Range,

    /// <summary>Time without any reading.</summary>
    Silence,

    /// <summary>A counter that each reading holds.</summary>
    Sequence,
}
