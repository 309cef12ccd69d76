namespace EdgeAppliance.Core.Steps.Spectral;

internal enum FeatureKind
{
    Rms,
    Kurtosis,
    Skewness,
    Crest,
    PeakToPeak,
    ZeroCrossings,
}
