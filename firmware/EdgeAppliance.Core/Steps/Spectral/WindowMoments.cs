namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>Shape of one channel's values in a window, missing ones left out: two passes, so that a large offset costs no digits.</summary>
internal readonly ref struct WindowMoments
{
    private readonly double _second;
    private readonly double _third;
    private readonly double _fourth;
    private readonly double _squares;
    private readonly double _min = double.PositiveInfinity;
    private readonly double _max = double.NegativeInfinity;
    private readonly int _count;
    private readonly int _crossings;

    public WindowMoments(ReadOnlySpan<double> values)
    {
        double sum = 0;
        double before = double.NaN;
        foreach (double value in values)
        {
            if (double.IsNaN(value)) continue;
            _count++;
            sum += value;
            _squares += value * value;
            _min = Math.Min(_min, value);
            _max = Math.Max(_max, value);
            if (!double.IsNaN(before) && before < 0 != value < 0) _crossings++;
            before = value;
        }
        double mean = sum / _count;
        foreach (double value in values)
        {
            if (double.IsNaN(value)) continue;
            double from = value - mean;
            double square = from * from;
            _second += square;
            _third += square * from;
            _fourth += square * square;
        }
    }

    /// <returns>NaN where there is no value, or the values do not differ and the feature is about how they do.</returns>
    public double Of(FeatureKind kind) => kind switch
    {
        _ when _count == 0 => double.NaN,
        FeatureKind.Rms => Rms,
        FeatureKind.Kurtosis => _second > 0 ? _count * _fourth / (_second * _second) : double.NaN,
        FeatureKind.Skewness => _second > 0 ? Math.Sqrt(_count) * _third / Math.Pow(_second, 1.5) : double.NaN,
        FeatureKind.Crest => Rms > 0 ? Math.Max(Math.Abs(_min), Math.Abs(_max)) / Rms : double.NaN,
        FeatureKind.PeakToPeak => _max - _min,
        _ => _crossings,
    };

    private double Rms => Math.Sqrt(_squares / _count);
}
