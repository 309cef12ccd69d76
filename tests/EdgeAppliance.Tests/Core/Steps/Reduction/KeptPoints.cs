namespace EdgeAppliance.Tests.Core.Steps.Reduction;

/// <summary>A channel's points that were kept, and what straight lines between them make of the times between.</summary>
internal sealed class KeptPoints
{
    private readonly List<(long TimeUs, double Value)> _points;

    public KeptPoints(IReadOnlyList<long> timesUs, double[] values) =>
        _points = [.. timesUs.Zip(values).Where(point => !double.IsNaN(point.Second)).OrderBy(point => point.First)];

    public int Count => _points.Count;

    /// <summary>How far apart two neighbours are at most that have a reading between them.</summary>
    public long LongestLineUs(IReadOnlyList<long> timesUs) =>
        _points.Zip(_points.Skip(1)).Where(pair => timesUs.Any(time => time > pair.First.TimeUs && time < pair.Second.TimeUs))
            .Select(pair => pair.Second.TimeUs - pair.First.TimeUs).DefaultIfEmpty().Max();

    public double ErrorAt(long timeUs, double value)
    {
        int after = _points.FindIndex(point => point.TimeUs >= timeUs);
        if (after < 0) return double.PositiveInfinity;
        var right = _points[after];
        if (right.TimeUs == timeUs) return Math.Abs(value - right.Value);
        if (after == 0) return double.PositiveInfinity;
        var left = _points[after - 1];
        return Math.Abs(value - left.Value - (right.Value - left.Value) * ((double)(timeUs - left.TimeUs) / (right.TimeUs - left.TimeUs)));
    }
}
