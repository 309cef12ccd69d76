namespace EdgeAppliance.SimulationTests.Disks;

/// <summary>One thing that happened to the simulated disk, in order.</summary>
/// <param name="Id">Pairs a sync's begin with its end; for a mark, what the test put there.</param>
internal sealed record DiskEvent(DiskEventKind Kind, string File, long Offset, byte[] Bytes, long Id);
