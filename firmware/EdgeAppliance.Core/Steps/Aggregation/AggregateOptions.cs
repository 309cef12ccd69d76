using System.Collections.Immutable;

namespace EdgeAppliance.Core.Steps.Aggregation;

/// <param name="Size">How long a window is; of a session the most it may grow to, and nothing where it may grow for ever.</param>
/// <param name="Hop">Equal to <paramref name="Size"/>: tumbling; else sliding.</param>
internal sealed record AggregateOptions(Extent Size, Extent Hop, ImmutableArray<AggregateFunction> Functions)
{
    /// <summary>A session ends where no reading came for longer than this; 0 where windows are no sessions.</summary>
    public long GapUs { get; init; }

    public PercentileOptions? Percentiles { get; init; }
}
