using System.Numerics;

namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>Squared magnitudes of a tapered frame's transform. Its tables are made anew only where the frame's length changes.</summary>
/// <param name="fft">Length of the transform; 0 for the next power of two of each frame's length.</param>
internal sealed class TaperedPower(Taper taper, int fft)
{
    private RealFourier? _fourier;
    private double[] _tapered = [];
    private double[] _power = [];

    /// <summary>The taper's weights for the last frame.</summary>
    public TaperWeights Weights { get; } = new(taper);

    public int Length => _fourier!.Length;

    public static int LengthFor(int frame, int fft) => fft > 0 ? fft : (int)BitOperations.RoundUpToPowerOf2((uint)frame);

    /// <returns>|X[k]|² [bins], valid until the next call.</returns>
    public ReadOnlySpan<double> Of(ReadOnlySpan<double> frame)
    {
        int length = LengthFor(frame.Length, fft);
        if (frame.Length > length || length > RealFourier.LengthMax)
            throw new StepException($"A frame of {frame.Length} readings is longer than the transform's {Math.Min(length, RealFourier.LengthMax)}.");
        if (_fourier is null || _fourier.Length != length)
        {
            _fourier = new RealFourier(length);
            _power = new double[_fourier.Bins];
            _tapered = new double[length];
        }
        var weights = Weights.For(frame.Length);
        for (int n = 0; n < frame.Length; n++) _tapered[n] = frame[n] * weights[n];
        _fourier.Power(_tapered.AsSpan(0, frame.Length), _power);
        return _power;
    }
}
