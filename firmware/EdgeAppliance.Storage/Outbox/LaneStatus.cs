using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>What waits in one lane.</summary>
/// <param name="First">With <paramref name="Last"/>, the places [First, Last) that are not acknowledged.</param>
/// <param name="Count">Records in them; acknowledged ones leave holes.</param>
/// <param name="Dropped">Records dropped since the store was opened.</param>
public sealed record LaneStatus(Lane Lane, long First, long Last, long Count, long Bytes)
{
    public long Dropped { get; init; }
}
