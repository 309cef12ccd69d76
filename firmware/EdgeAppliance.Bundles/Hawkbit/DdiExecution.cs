namespace EdgeAppliance.Bundles.Hawkbit;

/// <summary>How far an action is, in the words of the wire, which are these in small letters.</summary>
public enum DdiExecution
{
    /// <summary>It waits for its time.</summary>
    Scheduled,
    Download,
    Downloaded,
    Proceeding,

    /// <summary>It goes on after a restart.</summary>
    Resumed,

    /// <summary>A cancellation cannot be followed any more.</summary>
    Rejected,

    /// <summary>It has ended, well or badly.</summary>
    Closed,
}
