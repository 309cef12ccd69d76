using System.Numerics;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>Makes a window [channels × size] of 16 kHz samples, whole numbers from -32768 to 32767, a window [40 · channels × frames] of features as
/// TensorFlow's audio front end for microcontrollers does (Lyon and others; lib/ of its "microfrontend", and the speech_commands
/// example's out_scale of 10 ÷ 256): frames of 480 samples every 320, Hann, transform of 512, 40 bands; then a band's own noise, followed slowly, is taken off, and
/// per-channel gain (Wang and others 2017, "Trainable frontend", equation 1 with a strength of 0.95) and a logarithm follow. Each window starts
/// with no noise known.</summary>
/// <remarks>The original rounds within its transform and looks its gain and logarithm up; here both are exact, so a feature may differ by some of its steps of 10 ÷ 256.</remarks>
internal sealed class SpeechFrontEnd : Step
{
    private const int Frame = 480;
    private const int Hop = 320;
    private const int Fft = 512;
    private const int NoiseBits = 10;
    private const int ShareBits = 14;
    private const int RootBits = 3;

    // 0.025 and 0.06 for the even and the odd bands, and the 0.05 of a band that is left at least, all with 14 fractional bits.
    private static readonly uint[] Follow = [409, 983];
    private const uint LeftAtLeast = 819;

    private readonly RealFourier _fourier = new(Fft);
    private readonly SpeechBank _bank = new();
    private readonly BinChannels _bins = new();
    private readonly OutputBatch _output = new();
    private readonly int[] _hann = new int[Frame];
    private readonly double[] _tapered = new double[Frame];
    private readonly double[] _energy = new double[Fft / 2 + 1];
    private readonly uint[] _bands = new uint[SpeechBank.Bands];
    private readonly uint[] _noise = new uint[SpeechBank.Bands];
    private double[] _values = [];

    public SpeechFrontEnd()
    {
        for (int n = 0; n < Frame; n++) _hann[n] = (int)Math.Floor((0.5 - 0.5 * Math.Cos(2 * Math.PI * (n + 0.5) / Frame)) * 4096 + 0.5);
    }

    /// <exception cref="StepException">Frames are cut out of windows.</exception>
    public override void Process(ReadingBatch batch) => throw new StepException("Frames are cut out of windows; put a window step before this one.");

    /// <exception cref="StepException">The window is shorter than a frame, or would become more values than the limit.</exception>
    public override void Process(WindowFrame window)
    {
        if (window.Size < Frame) throw new StepException($"A window of {window.Size} readings is shorter than a frame of {Frame}.");
        int frames = 1 + (window.Size - Frame) / Hop;
        var channels = _bins.For(window.Newest.Channels, 0, SpeechBank.Bands);
        int size = channels.Count * frames;
        if (size > StepLimits.ValuesMax) throw new UnfitReadingException($"{frames} frames of {channels.Count} values are over the limit of {StepLimits.ValuesMax} values.");
        if (_values.Length < size) _values = new double[size];
        for (int c = 0; c < window.Newest.Channels.Count; c++) Cut(window.Channel(c), frames, _values.AsSpan(c * SpeechBank.Bands * frames));
        var newest = _output.For(window.Newest, channels, 1);
        int row = newest.AddRow(window.Newest.TimesUs[window.Row]);
        for (int c = 0; c < channels.Count; c++) newest.Set(row, c, _values[c * frames + frames - 1]);
        Next?.Process(new WindowFrame(newest, row, frames, _values.AsSpan(0, size)));
    }

    public static StepFactory Bind(StepConfiguration configuration) => _ => new SpeechFrontEnd();

    private void Cut(ReadOnlySpan<double> samples, int frames, Span<double> values)
    {
        Array.Clear(_noise);
        for (int f = 0; f < frames; f++)
        {
            bool isWhole = Transform(samples.Slice(f * Hop, Frame));
            for (int band = 0; band < _bands.Length; band++)
                values[band * frames + f] = isWhole ? Feature(band) : double.NaN;
        }
    }

    /// <returns>False where a sample is missing.</returns>
    private bool Transform(ReadOnlySpan<double> samples)
    {
        int largest = 0;
        for (int n = 0; n < Frame; n++)
        {
            if (double.IsNaN(samples[n])) return false;
            int tapered = (int)Math.Clamp(samples[n], short.MinValue, short.MaxValue) * _hann[n] >> 12;
            _tapered[n] = tapered;
            largest = Math.Max(largest, Math.Abs(tapered));
        }
        // As many bits as the loudest sample leaves free, given back behind the roots.
        int shift = largest == 0 ? 15 : Math.Max(0, 14 - BitOperations.Log2((uint)largest));
        foreach (ref double value in _tapered.AsSpan()) value *= (1 << shift) / (double)Fft;
        _fourier.Power(_tapered, _energy);
        _bank.Apply(_energy, _bands);
        foreach (ref uint band in _bands.AsSpan()) band >>= shift;
        return true;
    }

    private double Feature(int band)
    {
        uint signal = _bands[band];
        uint scaled = signal << NoiseBits;
        ulong follow = Follow[band % 2];
        _noise[band] = (uint)((scaled * follow + _noise[band] * ((1UL << ShareBits) - follow)) >> ShareBits);
        uint left = (scaled - Math.Min(_noise[band], scaled)) >> NoiseBits;
        uint taken = Math.Max(left, (uint)(((ulong)signal * LeftAtLeast) >> ShareBits));
        uint gained = Shrink((uint)((taken * (ulong)Gain(_noise[band])) >> 6));
        uint logged = gained << RootBits > 1 ? (uint)Math.Round(64 * Math.Log(gained << RootBits)) : 0;
        return Math.Min(logged, ushort.MaxValue) * (10.0 / 256);
    }

    private static uint Gain(uint noise) =>
        (uint)Math.Min(short.MaxValue, Math.Floor((1 << 21) * Math.Pow(noise / 128.0 + 80, -0.95) + 0.5));

    // The square for what is small, and a line from there on.
    private static uint Shrink(uint ratio) => ratio < 2 << 12 ? (ratio * ratio) >> 20 : (ratio >> 6) - 64;
}
