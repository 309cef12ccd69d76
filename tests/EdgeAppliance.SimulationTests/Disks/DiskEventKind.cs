namespace EdgeAppliance.SimulationTests.Disks;

internal enum DiskEventKind
{
    Create,
    Write,
    SetLength,
    SyncBegin,
    SyncEnd,
    Move,
    Delete,

    /// <summary>The workload was told something, or told someone something, that a power cut must not make untrue.</summary>
    Mark,
}
