namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>How an energy becomes a logarithm.</summary>
internal enum Loudness
{
    Ln,
    Log10,

    /// <summary>Ten times the decimal logarithm, also of magnitudes.</summary>
    Db,
}
