using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>Makes a window [channels × size] a window [channels · values × frames]: frame f covers readings f · hop to f · hop + frame - 1
/// (nothing is padded before or behind), its transform's magnitudes become its values, and a channel's values become channels <c>mic.0</c>, <c>mic.1</c>, ….
/// That is a <c>spectrogram</c>, a <c>logmel</c> or an <c>mfcc</c>, as the frame's transform is. A window that lacks a value makes missing ones.</summary>
internal sealed class FramedSpectrum(FrameOptions options, FrameTransform transform) : Step
{
    private readonly TaperedPower _power = new(options.Taper, options.Fft);
    private readonly BinChannels _bins = new();
    private readonly OutputBatch _output = new();
    private readonly double[] _spectrum = new double[options.Bins];
    private readonly double[] _frame = new double[transform.Values];
    private double[] _samples = [];
    private double[] _values = [];

    /// <exception cref="StepException">Frames are cut out of windows.</exception>
    public override void Process(ReadingBatch batch) => throw new StepException("Frames are cut out of windows; put a window step before this one.");

    /// <exception cref="StepException">The window is shorter than a frame, or would become more values than the limit.</exception>
    public override void Process(WindowFrame window)
    {
        if (window.Size < options.Frame) throw new StepException($"A window of {window.Size} readings is shorter than a frame of {options.Frame}.");
        int frames = 1 + (window.Size - options.Frame) / options.Hop;
        var channels = _bins.For(window.Newest.Channels, 0, transform.Values);
        int size = channels.Count * frames;
        if (size > StepLimits.ValuesMax) throw new UnfitReadingException($"{frames} frames of {channels.Count} values are over the limit of {StepLimits.ValuesMax} values.");
        if (_values.Length < size) _values = new double[size];
        for (int c = 0; c < window.Newest.Channels.Count; c++)
            Cut(options.PeakToOne ? Levelled(window.Channel(c)) : window.Channel(c), frames, _values.AsSpan(c * transform.Values * frames));
        HandOn(window, channels, frames);
    }

    private void Cut(ReadOnlySpan<double> samples, int frames, Span<double> values)
    {
        for (int f = 0; f < frames; f++)
        {
            var power = _power.Of(samples.Slice(f * options.Hop, options.Frame));
            if (options.IsPower) power.CopyTo(_spectrum);
            else for (int bin = 0; bin < _spectrum.Length; bin++) _spectrum[bin] = Math.Sqrt(power[bin]);
            transform.Apply(_spectrum, _frame);
            for (int v = 0; v < _frame.Length; v++) values[v * frames + f] = _frame[v];
        }
    }

    private ReadOnlySpan<double> Levelled(ReadOnlySpan<double> samples)
    {
        if (_samples.Length < samples.Length) _samples = new double[samples.Length];
        double largest = double.NegativeInfinity;
        foreach (double sample in samples) largest = Math.Max(largest, sample);
        // Silence has no largest value to speak of.
        double by = largest > 0 ? 1 / largest : 1;
        for (int n = 0; n < samples.Length; n++) _samples[n] = samples[n] * by;
        return _samples.AsSpan(0, samples.Length);
    }

    private void HandOn(WindowFrame window, ChannelSet channels, int frames)
    {
        var newest = _output.For(window.Newest, channels, 1);
        int row = newest.AddRow(window.Newest.TimesUs[window.Row]);
        for (int c = 0; c < channels.Count; c++) newest.Set(row, c, _values[c * frames + frames - 1]);
        Next?.Process(new WindowFrame(newest, row, frames, _values.AsSpan(0, channels.Count * frames)));
    }
}
