namespace EdgeAppliance.Core.Readings;

public enum SourceState
{
    /// <summary>Made, but not started, or stopped.</summary>
    Stopped,

    Running,

    /// <summary>It has given all that it has, as a recording does at its end.</summary>
    Finished,

    /// <summary>It cannot go on; a condition says why.</summary>
    Failed,
}
