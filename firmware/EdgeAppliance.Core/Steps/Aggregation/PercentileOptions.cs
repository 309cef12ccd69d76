using System.Collections.Immutable;

namespace EdgeAppliance.Core.Steps.Aggregation;

/// <param name="Of">Per cent, more than 0 and less than 100.</param>
/// <param name="ExactUpTo">Values of a channel that one window keeps; beyond them its percentiles are estimated.</param>
internal sealed record PercentileOptions(ImmutableArray<double> Of, int ExactUpTo);
