namespace EdgeAppliance.Storage.Outbox;

/// <summary>What happens to records for which there is no room. Dropped ones leave a gap record. Those that an uplink is sending just now are
/// dropped after all others of their lane. Readings that a pipeline still needs are never dropped: where there is
/// no room for more, their producers wait under <see cref="Block"/> and are refused else.</summary>
public enum WhenFull
{
    /// <summary>The oldest records go, alarms last.</summary>
    DropOldest,

    /// <summary>The oldest records of the lowest priority go; a new one of lower priority than all that is stored goes itself.</summary>
    DropLowestPriority,

    /// <summary>Pipelines wait, and in the end the producers.</summary>
    Block,

    /// <summary>The commit fails; the pipeline tries it again, and in the end the producers are refused.</summary>
    Refuse,
}
