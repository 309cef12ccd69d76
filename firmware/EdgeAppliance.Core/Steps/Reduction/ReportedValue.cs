namespace EdgeAppliance.Core.Steps.Reduction;

/// <summary>What was told of one channel last, and whether a reading is news.</summary>
internal struct ReportedValue(double band, long atLeastEveryUs)
{
    private bool _started;
    private double _last;
    private long _lastUs;

    /// <summary>Whether the channel has a value.</summary>
    public bool IsGood { get; private set; }

    /// <returns>True where the value is to be told: a first one, one that came back, went far enough, or is due.</returns>
    public bool Takes(long timeUs, double value)
    {
        bool isGood = double.IsFinite(value);
        bool changed = !_started || isGood != IsGood;
        if (!changed && !(isGood && (Math.Abs(value - _last) > band || IsDue(timeUs)))) return false;
        // A late reading does not make the next one due earlier; one from before the clock was set back does.
        _lastUs = _started && !IsSetBack(timeUs) ? Math.Max(timeUs, _lastUs) : timeUs;
        (_started, IsGood, _last) = (true, isGood, value);
        return true;
    }

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_started);
        writer.Write(IsGood);
        writer.Write(_last);
        writer.Write(_lastUs);
    }

    public void Load(ref StateReader reader) => (_started, IsGood, _last, _lastUs) = (reader.ReadBoolean(), reader.ReadBoolean(), reader.ReadDouble(), reader.ReadInt64());

    private readonly bool IsDue(long timeUs) => timeUs - _lastUs >= atLeastEveryUs || IsSetBack(timeUs);

    private readonly bool IsSetBack(long timeUs) => _lastUs - timeUs > atLeastEveryUs;
}
