using System.Collections.Immutable;

namespace EdgeAppliance.Core.Steps.Spectral;

/// <param name="SampleRate">Readings a second; counts only where there are bands.</param>
internal sealed record FeaturesOptions(ImmutableArray<FeatureKind> Kinds, ImmutableArray<FeatureBand> Bands, Taper Taper, double SampleRate);
