namespace EdgeAppliance.Core.Steps.Spectral;

internal enum MelScale
{
    /// <summary>2595 log10(1 + f ÷ 700): O'Shaughnessy 1987, as HTK and TensorFlow use it.</summary>
    Htk,

    /// <summary>Linear up to 1 kHz, logarithmic above: Slaney's Auditory Toolbox 1998, as librosa uses it.</summary>
    Slaney,
}
