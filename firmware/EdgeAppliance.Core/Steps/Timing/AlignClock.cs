namespace EdgeAppliance.Core.Steps.Timing;

/// <summary>The watermark of joined devices: the newest reading's time, less the lateness that is waited for.</summary>
/// <remarks>A device whose clock is wrong must not make all others late. A reading more than an hour (or <paramref name="offUs"/>) off the newest is dropped, unless
/// so many came in a row with no other between them: then the time is theirs, and all begins anew.</remarks>
internal sealed class AlignClock(long latenessUs, long offUs = AlignClock.OffUs)
{
    public const long OffUs = 3_600_000_000;
    private const int StrangeMax = 16;

    private bool _started;
    private long _newestUs;
    private long _strange;

    public long WatermarkUs => _newestUs - latenessUs;

    /// <summary>Takes up a reading's time.</summary>
    public AlignTime Take(long timeUs)
    {
        if (!TimeGrid.Holds(timeUs)) return AlignTime.Strange;
        if (_started && Math.Abs(timeUs - _newestUs) <= offUs + latenessUs)
        {
            _strange = 0;
            _newestUs = Math.Max(_newestUs, timeUs);
            return AlignTime.Usual;
        }
        if (_started && ++_strange < StrangeMax) return AlignTime.Strange;
        (_started, _strange, _newestUs) = (true, 0, timeUs);
        return AlignTime.First;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_started);
        writer.Write(_newestUs);
        writer.Write(_strange);
    }

    public void Load(ref StateReader reader)
    {
        _started = reader.ReadBoolean();
        _newestUs = reader.ReadInt64();
        _strange = reader.ReadInt64();
        if (!TimeGrid.Holds(_newestUs)) throw new InvalidDataException("The state holds a time that no reading may have.");
    }
}
