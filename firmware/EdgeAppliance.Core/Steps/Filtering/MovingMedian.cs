namespace EdgeAppliance.Core.Steps.Filtering;

/// <summary>The median of the newest values; of as many as there are at the start.</summary>
internal sealed class MovingMedian(int size) : ChannelFilter
{
    private readonly SortedWindow _window = new(size);

    public override double Next(double value, long timeUs)
    {
        _window.Add(value);
        return _window.Median;
    }

    public override void Reset() => _window.Clear();

    public override void Save(StateWriter writer) => _window.Save(writer);

    public override void Load(ref StateReader reader) => _window.Load(ref reader);
}
