using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>What waits for one uplink at one priority: places [First, Last), of which Count hold a record not yet acknowledged.</summary>
internal sealed record LaneStatus(string Uplink, RecordPriority Priority, long Count, long Bytes, long First)
{
    public required long Last { get; init; }
}
