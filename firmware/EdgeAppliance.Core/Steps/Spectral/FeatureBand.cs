namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>A part of the spectrum: from <paramref name="Low"/> to less than <paramref name="High"/>, in Hz.</summary>
internal sealed record FeatureBand(string Name, double Low, double High);
