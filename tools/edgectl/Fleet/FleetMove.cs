namespace EdgeAppliance.Edgectl.Fleet;

internal enum FleetMove
{
    /// <summary>Nothing is to be done yet.</summary>
    Wait,
    Promote,
    Abort,

    /// <summary>The last stage has come to everybody.</summary>
    Done,

    /// <summary>It is paused or aborted: others have decided.</summary>
    Halted,
}
