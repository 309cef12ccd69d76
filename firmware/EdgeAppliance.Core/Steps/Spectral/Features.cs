using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>Makes one reading of each window [channels × size]: a channel's features, named as in <c>vib.rms</c>.
/// rms, peakToPeak: the channel's unit. crest: largest magnitude ÷ rms. skewness and kurtosis: the population's, 3 for a normal
/// distribution (Pearson 1905). zeroCrossings: how often the sign changed from one value to the next. A band: its share of the mean square, in unit², of the one-sided
/// periodogram, tapered; it needs every value of the window, while the others leave missing ones out.</summary>
internal sealed class Features(FeaturesOptions options) : Step
{
    private static readonly string[] Names = ["rms", "kurtosis", "skewness", "crest", "peakToPeak", "zeroCrossings"];

    private readonly TaperedPower _power = new(options.Taper, 0);
    private readonly OutputBatch _output = new();
    private ChannelSet? _channels;
    private ChannelSet? _results;

    /// <exception cref="StepException">Features are of windows.</exception>
    public override void Process(ReadingBatch batch) => throw new StepException("Features are of windows; put a window step before it.");

    public override void Process(WindowFrame window)
    {
        if (!ReferenceEquals(_channels, window.Newest.Channels)) Resolve(window.Newest.Channels);
        var output = _output.For(window.Newest, _results!, 1);
        int row = output.AddRow(window.Newest.TimesUs[window.Row]);
        int to = 0;
        for (int c = 0; c < _channels!.Count; c++)
        {
            var moments = new WindowMoments(window.Channel(c));
            foreach (var kind in options.Kinds) output.Set(row, to++, moments.Of(kind));
            if (options.Bands.Length > 0) AddBands(window.Channel(c), output, row, ref to);
        }
        Next?.Process(output);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var kinds = new List<FeatureKind>();
        foreach (string name in configuration.Texts("features"))
        {
            if (Array.IndexOf(Names, name) is var at and >= 0) kinds.Add((FeatureKind)at);
            else configuration.Report("features", $"'{name}' is not known; known are {string.Join(", ", Names)}.");
        }
        var bands = BindBands(configuration);
        if (kinds.Count == 0 && bands.Length == 0) kinds.AddRange(Enum.GetValues<FeatureKind>());
        var taper = (Taper)SpectrumWords.Read(configuration, "window", ["hann", "hamming", "none"]);
        var options = new FeaturesOptions([.. kinds], [.. bands], taper, SpectrumWords.Positive(configuration, "sampleRate", 1));
        if (bands.Length > 0 && !configuration.Has("sampleRate")) configuration.Report("sampleRate", "is missing: readings a second, which bands need.");
        return _ => new Features(options);
    }

    private static FeatureBand[] BindBands(StepConfiguration configuration)
    {
        var bands = new List<FeatureBand>();
        foreach (var (name, value) in configuration.Members("bands"))
        {
            var nested = configuration.Nested("bands", name, value);
            bands.Add(new FeatureBand(name, nested.Number("low", 0), nested.Number("high", 1)));
            foreach (string key in (string[])["low", "high"])
                if (!nested.Has(key)) nested.Report(key, "is missing: a frequency in Hz.");
            if (bands[^1].Low < 0 || bands[^1].Low >= bands[^1].High) nested.Report("high", "must be more than low, and low not less than 0.");
            if (Array.IndexOf(Names, name) >= 0) nested.Report("", "has the name of a feature.");
            nested.RefuseUnknown();
        }
        return [.. bands];
    }

    private void AddBands(ReadOnlySpan<double> values, ReadingBatch output, int row, ref int to)
    {
        var power = _power.Of(values);
        double width = options.SampleRate / _power.Length;
        double by = 1 / (_power.Length * _power.Weights.SumOfSquares);
        foreach (var band in options.Bands)
        {
            double sum = 0;
            for (int bin = 0; bin < power.Length; bin++)
            {
                double at = bin * width;
                bool isPair = bin > 0 && 2 * bin < _power.Length;
                if (at >= band.Low && at < band.High) sum += (isPair ? 2 : 1) * power[bin];
            }
            output.Set(row, to++, sum * by);
        }
    }

    private void Resolve(ChannelSet channels)
    {
        if ((long)channels.Count * (options.Kinds.Length + options.Bands.Length) > StepLimits.ChannelsMax)
            throw new UnfitReadingException($"The features of {channels.Count} channels are over the limit of {StepLimits.ChannelsMax} channels; select channels before the window.");
        var names = new List<string>();
        foreach (string channel in channels.Names)
        {
            foreach (var kind in options.Kinds) names.Add($"{channel}.{Names[(int)kind]}");
            foreach (var band in options.Bands) names.Add($"{channel}.{band.Name}");
        }
        (_channels, _results) = (channels, new ChannelSet(names.ToArray()));
    }
}
