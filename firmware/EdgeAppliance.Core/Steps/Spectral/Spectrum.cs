using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>Makes one reading of each window [channels × size]: a channel's one-sided spectrum as channels <c>vib.0</c>, <c>vib.1</c>, …, where
/// bin k stands for k × sampleRate ÷ fft Hz. As amplitude, a sine between the bins' middles of amplitude A shows as A in the channel's unit; as power, its mean
/// square A²/2 (Heinzel, Rüdiger and Schilling 2002, "Spectrum and spectral density estimation", equations 20 to 24). A window that lacks a value makes a reading without values.</summary>
internal sealed class Spectrum(SpectrumOptions options) : Step
{
    private readonly TaperedPower _power = new(options.Taper, options.Fft);
    private readonly BinChannels _bins = new();
    private readonly OutputBatch _output = new();

    /// <exception cref="StepException">A spectrum is made of windows.</exception>
    public override void Process(ReadingBatch batch) => throw new StepException("A spectrum is made of windows; put a window step before it.");

    public override void Process(WindowFrame window)
    {
        int length = TaperedPower.LengthFor(window.Size, options.Fft);
        var (first, count) = Range(length);
        var output = _output.For(window.Newest, _bins.For(window.Newest.Channels, first, count), 1);
        int row = output.AddRow(window.Newest.TimesUs[window.Row]);
        for (int c = 0; c < window.Newest.Channels.Count; c++)
        {
            var power = _power.Of(window.Channel(c));
            double square = _power.Weights.Sum * _power.Weights.Sum;
            for (int bin = 0; bin < count; bin++) output.Set(row, c * count + bin, Scaled(power[first + bin] / square, first + bin, length));
        }
        Next?.Process(output);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = SpectrumBinder.BindSpectrum(configuration);
        return _ => new Spectrum(options);
    }

    private double Scaled(double power, int bin, int length)
    {
        // All bins but the first and the middle one stand for a negative frequency too.
        bool isPair = bin > 0 && 2 * bin < length;
        return options.IsPower ? (isPair ? 2 : 1) * power : (isPair ? 2 : 1) * Math.Sqrt(power);
    }

    private (int First, int Count) Range(int length)
    {
        if (options.SampleRate == 0) return (0, length / 2 + 1);
        double width = options.SampleRate / length;
        int first = (int)Math.Ceiling(options.Band.Low / width - 1e-9);
        int last = (int)Math.Floor(options.Band.High / width + 1e-9);
        if (last < first) throw new StepException($"No bin lies between {options.Band.Low} and {options.Band.High} Hz where bins are {width} Hz apart; take a longer window.");
        return (first, Math.Min(last, length / 2) - first + 1);
    }
}
