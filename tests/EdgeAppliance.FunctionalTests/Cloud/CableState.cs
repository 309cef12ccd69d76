namespace EdgeAppliance.FunctionalTests.Cloud;

internal enum CableState
{
    Whole,

    /// <summary>Connections are closed, and new ones at once.</summary>
    Cut,

    /// <summary>Connections stay and new ones are taken, but nothing comes through and no end is told.</summary>
    Silent,
}
