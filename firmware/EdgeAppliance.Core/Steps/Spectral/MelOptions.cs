namespace EdgeAppliance.Core.Steps.Spectral;

/// <param name="Band">Lowest and highest edge of the bank, in Hz.</param>
/// <param name="SlopesInMel">The triangles' sides are straight over mel, as TensorFlow makes them; else over Hz, as librosa does.</param>
/// <param name="EqualArea">Divides each triangle by half its width in Hz, so that all have one area (Slaney 1998).</param>
internal sealed record MelOptions(int Mels, (double Low, double High) Band, MelScale Scale, bool SlopesInMel, bool EqualArea);
