namespace EdgeAppliance.Core.Steps.Reduction;

/// <summary>From when to when the newest clip goes.</summary>
internal sealed class ClipTime(ClipOptions options)
{
    private bool _isOpen;
    private long _startUs;
    private long _eventUs;
    private long _endUs;
    private long _newestUs;

    public long Number { get; private set; }

    /// <summary>Older readings belong to no clip that is still to come.</summary>
    public long KeptFromUs => _newestUs - options.BeforeUs;

    /// <returns>False where the clock was set back: what was before is another time's.</returns>
    public bool Goes(long timeUs)
    {
        bool isBack = timeUs < _newestUs - Math.Max(options.BeforeUs, options.AfterUs);
        if (isBack) _isOpen = false;
        _newestUs = isBack ? timeUs : Math.Max(timeUs, _newestUs);
        return !isBack;
    }

    /// <returns>True where a new clip begins, rather than that the newest goes on.</returns>
    public bool Begin(long timeUs)
    {
        bool isNew = !Holds(timeUs);
        if (isNew) (_startUs, _endUs, Number) = (timeUs - options.BeforeUs, timeUs, Number + 1);
        (_isOpen, _eventUs) = (true, timeUs);
        GoOn(timeUs);
        return isNew;
    }

    /// <summary>The event still lasts.</summary>
    public void GoOn(long timeUs)
    {
        if (_isOpen && timeUs <= _eventUs + options.LongestUs) _endUs = Math.Max(_endUs, Math.Min(timeUs + options.AfterUs, _eventUs + options.LongestUs));
    }

    public bool Holds(long timeUs) => _isOpen && timeUs >= _startUs && timeUs <= _endUs;

    public void Save(StateWriter writer)
    {
        writer.Write(_isOpen);
        foreach (long one in (ReadOnlySpan<long>)[_eventUs, _endUs, _newestUs, Number, _startUs]) writer.Write(one);
    }

    public void Load(ref StateReader reader)
    {
        _isOpen = reader.ReadBoolean();
        (_eventUs, _endUs, _newestUs) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        (Number, _startUs) = (reader.ReadInt64(), reader.ReadInt64());
    }
}
