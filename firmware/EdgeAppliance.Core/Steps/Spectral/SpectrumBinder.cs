namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>Reads what the steps on spectra are told: <c>spectrum</c>, <c>spectrogram</c>, <c>logmel</c> and <c>mfcc</c>.</summary>
internal static class SpectrumBinder
{
    private static readonly string[] Tapers = ["hann", "hamming", "none"];

    public static SpectrumOptions BindSpectrum(StepConfiguration configuration)
    {
        var taper = (Taper)SpectrumWords.Read(configuration, "window", Tapers);
        int fft = BindFft(configuration, 0);
        bool isPower = SpectrumWords.Read(configuration, "output", ["amplitude", "power"]) == 1;
        double rate = configuration.Has("sampleRate") ? SpectrumWords.Positive(configuration, "sampleRate", 1) : 0;
        bool isCut = configuration.Has("low") || configuration.Has("high");
        var band = Band(configuration, 0, rate / 2, rate);
        if (isCut && rate == 0) configuration.Report("sampleRate", "is missing: readings a second, which low and high need.");
        return new SpectrumOptions(taper, fft, isPower, isCut ? rate : 0, band);
    }

    public static StepFactory BindSpectrogram(StepConfiguration configuration)
    {
        var frames = BindFrames(configuration, isPower: true);
        return _ => new FramedSpectrum(frames, new BareFrame(frames.Bins));
    }

    public static StepFactory BindLogMel(StepConfiguration configuration)
    {
        var frames = BindFrames(configuration, isPower: true);
        var (bank, loudness) = BindMels(configuration, frames);
        return _ => new FramedSpectrum(frames, new LogMelFrame(bank, loudness));
    }

    public static StepFactory BindMfcc(StepConfiguration configuration)
    {
        var frames = BindFrames(configuration, isPower: true);
        var (bank, loudness) = BindMels(configuration, frames);
        int coefficients = configuration.Integer("coefficients", Math.Min(13, bank.Mels), 1, StepLimits.ChannelsMax);
        if (coefficients > bank.Mels) configuration.Report("coefficients", "must not be more than mels.");
        var norm = (CosineNorm)SpectrumWords.Read(configuration, "dctNorm", ["ortho", "htk", "none"]);
        return _ => new FramedSpectrum(frames, new MfccFrame(new LogMelFrame(bank, loudness), coefficients, norm));
    }

    private static FrameOptions BindFrames(StepConfiguration configuration, bool isPower)
    {
        int frame = configuration.Integer("frame", 512, 2, RealFourier.LengthMax);
        int hop = configuration.Integer("hop", Math.Max(1, frame / 2), 1, StepLimits.WindowRowsMax);
        if (!configuration.Has("frame")) configuration.Report("frame", "is missing: readings of one frame.");
        int fft = BindFft(configuration, frame);
        var taper = (Taper)SpectrumWords.Read(configuration, "window", Tapers);
        int power = configuration.Integer("power", isPower ? 2 : 1, 1, 2);
        bool peakToOne = SpectrumWords.Read(configuration, "level", ["asIs", "peakToOne"]) == 1;
        return new FrameOptions(frame, hop, TaperedPower.LengthFor(frame, fft), taper, power == 2) { PeakToOne = peakToOne };
    }

    private static int BindFft(StepConfiguration configuration, int frame)
    {
        int fft = configuration.Integer("fft", 0, 2, RealFourier.LengthMax);
        if (fft > 0 && !RealFourier.Supports(fft)) configuration.Report("fft", $"must have no prime factor over {RealFourier.PrimeMax}.");
        else if (fft > 0 && fft < frame) configuration.Report("fft", "must not be less than frame.");
        else return fft;
        return 0;
    }

    private static (MelBank Bank, LoudnessOptions Loudness) BindMels(StepConfiguration configuration, FrameOptions frames)
    {
        double rate = SpectrumWords.Positive(configuration, "sampleRate", 16_000);
        if (!configuration.Has("sampleRate")) configuration.Report("sampleRate", "is missing: readings a second.");
        int mels = configuration.Integer("mels", 40, 1, StepLimits.ChannelsMax);
        var band = Band(configuration, 0, rate / 2, rate);
        var scale = (MelScale)SpectrumWords.Read(configuration, "scale", ["htk", "slaney"]);
        bool inMel = SpectrumWords.Read(configuration, "slopes", ["hertz", "mel"]) == 1;
        bool equalArea = SpectrumWords.Read(configuration, "norm", ["none", "slaney"]) == 1;
        var bank = new MelBank(new MelOptions(mels, band, scale, inMel, equalArea), frames.Fft, rate);
        var unit = (Loudness)SpectrumWords.Read(configuration, "log", ["ln", "log10", "db"]);
        double offset = NotNegative(configuration, "offset", 1e-6);
        double floor = NotNegative(configuration, "floor", 0);
        if (offset + floor <= 0) configuration.Report("offset", "must be more than 0 where floor is not: silence has no logarithm.");
        return (bank, new LoudnessOptions(unit, offset, floor));
    }

    private static (double Low, double High) Band(StepConfiguration configuration, double low, double high, double rate)
    {
        double lowest = NotNegative(configuration, "low", low);
        double highest = configuration.Number("high", high);
        if (rate > 0 && highest > rate / 2) configuration.Report("high", "must not be more than half of sampleRate.");
        else if (rate > 0 && lowest >= highest) configuration.Report("high", "must be more than low.");
        else return (lowest, highest);
        return (low, high);
    }

    private static double NotNegative(StepConfiguration configuration, string key, double fallback)
    {
        double value = configuration.Number(key, fallback);
        if (value >= 0) return value;
        configuration.Report(key, "must be 0 or more.");
        return fallback;
    }
}
