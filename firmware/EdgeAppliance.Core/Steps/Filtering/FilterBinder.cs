namespace EdgeAppliance.Core.Steps.Filtering;

/// <summary>Reads a <c>filter</c> step's configuration. A key of another kind than the one named is an error, not ignored.</summary>
internal static class FilterBinder
{
    private const int SizeMax = 1025;
    private const int OrderMax = 8;

    private static readonly string[] Kinds = ["median", "hampel", "lowpass", "highpass", "bandpass", "kalman"];

    public static FilterOptions Bind(StepConfiguration configuration)
    {
        string name = configuration.Text("kind", "");
        int at = Array.IndexOf(Kinds, name);
        if (!configuration.Has("kind")) configuration.Report("kind", $"is missing: one of {string.Join(", ", Kinds)}.");
        else if (at < 0) configuration.Report("kind", $"must be one of {string.Join(", ", Kinds)}, not '{name}'.");
        var channels = configuration.Texts("channels");
        var kind = (FilterKind)at;
        // All keys are read, whatever the kind, so that an unknown one is told from one that belongs to another kind.
        var window = BindWindow(configuration, kind);
        var butterworth = BindButterworth(configuration, kind);
        var kalman = BindKalman(configuration, kind);
        return new FilterOptions(channels, window ?? butterworth ?? kalman ?? (() => new MovingMedian(1)));
    }

    private static Func<ChannelFilter>? BindWindow(StepConfiguration configuration, FilterKind kind)
    {
        int size = configuration.Integer("size", 5, 3, SizeMax);
        double threshold = Positive(configuration, "threshold", 3);
        Refuse(configuration, kind, "size", FilterKind.Median, FilterKind.Hampel);
        Refuse(configuration, kind, "threshold", FilterKind.Hampel);
        return kind switch
        {
            FilterKind.Median => () => new MovingMedian(size),
            FilterKind.Hampel => () => new Hampel(size, threshold),
            _ => null,
        };
    }

    private static Func<ChannelFilter>? BindButterworth(StepConfiguration configuration, FilterKind kind)
    {
        double rate = Positive(configuration, "sampleRate", 1);
        int order = configuration.Integer("order", 2, 1, OrderMax);
        bool isBand = kind == FilterKind.Bandpass;
        double cutoff = Frequency(configuration, "cutoff", rate);
        double low = Frequency(configuration, "low", rate);
        double high = Frequency(configuration, "high", rate);
        foreach (string key in (string[])["sampleRate", "order"]) Refuse(configuration, kind, key, FilterKind.Lowpass, FilterKind.Highpass, FilterKind.Bandpass);
        Refuse(configuration, kind, "cutoff", FilterKind.Lowpass, FilterKind.Highpass);
        Refuse(configuration, kind, "low", FilterKind.Bandpass);
        Refuse(configuration, kind, "high", FilterKind.Bandpass);
        if (kind is not (FilterKind.Lowpass or FilterKind.Highpass or FilterKind.Bandpass)) return null;
        Need(configuration, "sampleRate", "readings a second.");
        foreach (string key in isBand ? (string[])["low", "high"] : ["cutoff"]) Need(configuration, key, "a frequency in Hz.");
        if (isBand && configuration.Has("low") && configuration.Has("high") && low >= high) configuration.Report("high", "must be more than low.");
        var sections = kind switch
        {
            FilterKind.Lowpass => Butterworth.Lowpass(order, cutoff / rate),
            FilterKind.Highpass => Butterworth.Highpass(order, cutoff / rate),
            _ => Butterworth.Bandpass(order, low / rate, high / rate),
        };
        return () => new BiquadCascade(sections);
    }

    private static Func<ChannelFilter>? BindKalman(StepConfiguration configuration, FilterKind kind)
    {
        string model = configuration.Text("model", "value");
        double process = Positive(configuration, "processNoise", 1e-3);
        double measurement = Positive(configuration, "measurementNoise", 1);
        foreach (string key in (string[])["model", "processNoise", "measurementNoise"]) Refuse(configuration, kind, key, FilterKind.Kalman);
        if (model is not ("value" or "velocity")) configuration.Report("model", "must be value or velocity.");
        if (kind != FilterKind.Kalman) return null;
        return model == "value" ? () => new KalmanValue(process, measurement) : () => new KalmanVelocity(process, measurement);
    }

    private static double Positive(StepConfiguration configuration, string key, double fallback)
    {
        double value = configuration.Number(key, fallback);
        if (value > 0) return value;
        configuration.Report(key, "must be more than 0.");
        return fallback;
    }

    private static double Frequency(StepConfiguration configuration, string key, double rate)
    {
        double value = configuration.Number(key, rate / 4);
        if (value > 0 && value < rate / 2) return value;
        configuration.Report(key, "must be more than 0 and less than half of sampleRate.");
        return rate / 4;
    }

    private static void Need(StepConfiguration configuration, string key, string what)
    {
        if (!configuration.Has(key)) configuration.Report(key, $"is missing: {what}");
    }

    private static void Refuse(StepConfiguration configuration, FilterKind kind, string key, params ReadOnlySpan<FilterKind> belongs)
    {
        if ((int)kind >= 0 && configuration.Has(key) && !belongs.Contains(kind)) configuration.Report(key, $"does not belong to a {Kinds[(int)kind]} filter.");
    }
}
