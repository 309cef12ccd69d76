namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>What a frame is multiplied with before its transform.</summary>
internal enum Taper
{
    Hann,
    Hamming,
    None,
}
