using System.Collections.Immutable;

namespace EdgeAppliance.Core.Steps;

/// <param name="Hop">Equal to <paramref name="Size"/>: tumbling; else sliding.</param>
public sealed record AggregateOptions(Extent Size, Extent Hop, ImmutableArray<AggregateFunction> Functions);
