using System.Collections.Immutable;

namespace EdgeAppliance.Core.Steps.Timing;

/// <param name="IsLinear">On the line between two readings; else the newest reading.</param>
/// <param name="LatenessUs">How long a row waits for readings that come late.</param>
/// <param name="MaxAgeUs">Older readings count as missing, and readings further apart are not bridged.</param>
internal sealed record AlignOptions(ImmutableArray<AlignInput> Inputs, TimeGrid Grid, bool IsLinear, long LatenessUs, long MaxAgeUs)
{
    /// <summary>Name of a channel added for how many readings were dropped so far; null for none.</summary>
    public string? Late { get; init; }
}
