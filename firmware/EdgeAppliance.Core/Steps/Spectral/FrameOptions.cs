namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>How a window is cut into frames: [channels × size] into 1 + (size - frame) ÷ hop of them.</summary>
/// <param name="Fft">Length of the transform; zeros fill up the frame.</param>
/// <param name="IsPower">Squared magnitudes; else magnitudes.</param>
/// <param name="PeakToOne">Divides a window by its largest value first, as some models' training did.</param>
internal sealed record FrameOptions(int Frame, int Hop, int Fft, Taper Taper, bool IsPower)
{
    public bool PeakToOne { get; init; }

    public int Bins => Fft / 2 + 1;
}
