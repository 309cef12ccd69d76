namespace EdgeAppliance.Core.Steps.Aggregation;

/// <summary>Follows one quantile without keeping values: the P² algorithm (Jain and Chlamtac 1985, CACM 28(10)). Five markers stand at the smallest value, the
/// quantile, halfway to it from both ends, and the largest; each is moved along a parabola through its neighbours as its rank falls behind.</summary>
internal sealed class MovingQuantile(double quantile)
{
    private const int Markers = 5;

    private readonly double[] _heights = new double[Markers];
    private readonly double[] _ranks = new double[Markers];
    private readonly double[] _shares = [0, quantile / 2, quantile, (1 + quantile) / 2, 1];

    public double Value => _heights[2];

    /// <param name="sorted">At least five values.</param>
    public void Begin(ReadOnlySpan<double> sorted)
    {
        for (int i = 0; i < Markers; i++)
        {
            _ranks[i] = Math.Clamp(Math.Round(1 + (sorted.Length - 1) * _shares[i]), i + 1, sorted.Length - (Markers - 1 - i));
            _heights[i] = sorted[(int)_ranks[i] - 1];
        }
    }

    public void Add(double value)
    {
        _heights[0] = Math.Min(_heights[0], value);
        _heights[^1] = Math.Max(_heights[^1], value);
        for (int i = 1; i < Markers - 1; i++)
            if (value < _heights[i]) _ranks[i]++;
        _ranks[^1]++;
        for (int i = 1; i < Markers - 1; i++) Adjust(i);
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_heights);
        writer.Write(_ranks);
    }

    public void Load(ref StateReader reader)
    {
        reader.Read(_heights);
        reader.Read(_ranks);
    }

    private void Adjust(int i)
    {
        double off = 1 + (_ranks[^1] - 1) * _shares[i] - _ranks[i];
        bool up = off >= 1 && _ranks[i + 1] - _ranks[i] > 1;
        if (!up && !(off <= -1 && _ranks[i - 1] - _ranks[i] < -1)) return;
        int by = up ? 1 : -1;
        double height = Parabola(i, by);
        if (!(_heights[i - 1] < height && height < _heights[i + 1]))
            height = _heights[i] + by * (_heights[i + by] - _heights[i]) / (_ranks[i + by] - _ranks[i]);
        _heights[i] = height;
        _ranks[i] += by;
    }

    private double Parabola(int i, int by)
    {
        var (before, after) = (_ranks[i] - _ranks[i - 1], _ranks[i + 1] - _ranks[i]);
        double rise = (before + by) * (_heights[i + 1] - _heights[i]) / after + (after - by) * (_heights[i] - _heights[i - 1]) / before;
        return _heights[i] + by * rise / (before + after);
    }
}
