using System.Collections.Immutable;

namespace EdgeAppliance.Core.Steps.Expressions;

/// <param name="Channels">What each of <paramref name="Expressions"/> is called.</param>
/// <param name="Constants">What names stand for where a reading has no channel of that name.</param>
internal sealed record ComputeOptions(ImmutableArray<string> Channels, ImmutableArray<Expression> Expressions, IReadOnlyDictionary<string, double> Constants);
