namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>What the sums of a cosine transform over N values are multiplied with.</summary>
internal enum CosineNorm
{
    /// <summary>√(2 ÷ N), and √(1 ÷ N) for the first, which makes the transform orthonormal: scipy's and librosa's "ortho".</summary>
    Ortho,

    /// <summary>√(2 ÷ N) for all: HTK and TensorFlow.</summary>
    Htk,

    /// <summary>2: scipy's unnormalised transform.</summary>
    None,
}
