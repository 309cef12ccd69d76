namespace EdgeAppliance.Core.Steps.Filtering;

/// <summary>Puts the median of the newest values in the place of one that is further from it than so many deviations, estimated as
/// 1.4826 × the median distance (Hampel 1974: the factor makes it the deviation of a normal distribution). Looks back only, so it adds no delay.</summary>
internal sealed class Hampel(int size, double threshold) : ChannelFilter
{
    private const double DeviationOfMad = 1.4826;

    private readonly SortedWindow _window = new(size);

    public override double Next(double value, long timeUs)
    {
        _window.Add(value);
        double median = _window.Median;
        return Math.Abs(value - median) > threshold * DeviationOfMad * _window.MedianDeviation() ? median : value;
    }

    public override void Reset() => _window.Clear();

    public override void Save(StateWriter writer) => _window.Save(writer);

    public override void Load(ref StateReader reader) => _window.Load(ref reader);
}
