namespace EdgeAppliance.Core.Steps.Reduction;

/// <summary>What was told of one channel last, and whether a reading is news.</summary>
internal struct ReportedValue(double band, long atLeastEveryUs)
{
    private bool _started;
    private double _last;
    private long _lastUs;
    private bool _isLate;

    /// <summary>Whether the channel has a value.</summary>
    public bool IsGood { get; private set; }

    /// <returns>True where the value is to be told: a first one, one that came back, went far enough, or is due.</returns>
    public bool Takes(long timeUs, double value)
    {
        bool isGood = double.IsFinite(value);
        bool isLate = _started && timeUs < _lastUs && !IsSetBack(timeUs);
        bool isOff = !_started || isGood != IsGood || (isGood && Math.Abs(value - _last) > band);
        if (!isOff && !(isGood && (IsDue(timeUs) || (_isLate && !isLate)))) return false;
        // Behind a late one the next is told, so that who sorts by time has the newest too. Nor does it make the next due earlier.
        _lastUs = isLate ? _lastUs : timeUs;
        (_started, IsGood, _last, _isLate) = (true, isGood, value, isLate);
        return true;
    }

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_started);
        writer.Write(IsGood);
        writer.Write(_last);
        writer.Write(_lastUs);
        writer.Write(_isLate);
    }

    public void Load(ref StateReader reader)
    {
        (_started, IsGood) = (reader.ReadBoolean(), reader.ReadBoolean());
        (_last, _lastUs, _isLate) = (reader.ReadDouble(), reader.ReadInt64(), reader.ReadBoolean());
    }

    private readonly bool IsDue(long timeUs) => timeUs - _lastUs >= atLeastEveryUs || IsSetBack(timeUs);

    private readonly bool IsSetBack(long timeUs) => _lastUs - timeUs > atLeastEveryUs;
}
