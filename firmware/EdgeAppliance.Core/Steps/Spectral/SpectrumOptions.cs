namespace EdgeAppliance.Core.Steps.Spectral;

/// <param name="Fft">Length of the transform; 0 for the next power of two of the window's size.</param>
/// <param name="IsPower">Mean square a bin; else peak amplitude.</param>
/// <param name="SampleRate">Readings a second; 0 where no band is cut out.</param>
/// <param name="Band">Lowest and highest frequency that are kept, in Hz.</param>
internal sealed record SpectrumOptions(Taper Taper, int Fft, bool IsPower, double SampleRate, (double Low, double High) Band);
