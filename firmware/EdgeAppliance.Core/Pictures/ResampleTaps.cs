namespace EdgeAppliance.Core.Pictures;

/// <summary>For each place of a line that is made longer or shorter, the places of the old line that it is the mean of, with their weights: a
/// triangle as wide as two old places, or, where the line becomes shorter, as two new ones, so that nothing is passed over. Whole numbers,
/// so that every machine makes the same pixels.</summary>
internal sealed class ResampleTaps
{
    /// <summary>255 times the sum of the weights stays below 2^31.</summary>
    public const int FractionBits = 22;

    private readonly int[] _first;
    private readonly int[] _count;
    private readonly int[] _weights;
    private readonly int _stride;

    public ResampleTaps(int from, int to)
    {
        (From, To) = (from, to);
        double scale = (double)from / to;
        double reach = Math.Max(scale, 1);
        _stride = (int)Math.Ceiling(reach) * 2 + 1;
        _first = new int[to];
        _count = new int[to];
        _weights = new int[to * _stride];
        Span<double> triangle = new double[_stride];
        for (int i = 0; i < to; i++)
        {
            double middle = (i + 0.5) * scale;
            int first = Math.Max(0, (int)(middle - reach + 0.5));
            int count = Math.Min(from, (int)(middle + reach + 0.5)) - first;
            double sum = 0;
            for (int k = 0; k < count; k++) sum += triangle[k] = Math.Max(0, 1 - Math.Abs((first + k + 0.5 - middle) / reach));
            for (int k = 0; k < count; k++) _weights[i * _stride + k] = (int)Math.Floor(triangle[k] / sum * (1 << FractionBits) + 0.5);
            (_first[i], _count[i]) = (first, count);
        }
    }

    public int From { get; }

    public int To { get; }

    public int First(int place) => _first[place];

    public ReadOnlySpan<int> Weights(int place) => _weights.AsSpan(place * _stride, _count[place]);
}
