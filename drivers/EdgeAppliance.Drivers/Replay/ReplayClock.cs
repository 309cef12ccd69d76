namespace EdgeAppliance.Drivers.Replay;

/// <summary>When each row of a recording is due. The first one is due at once.</summary>
internal sealed class ReplayClock(TimeProvider time, double speed)
{
    private long _startTimestamp;
    private long? _startUs;

    public bool IsDue(long timeUs) => Due(timeUs) <= time.GetTimestamp();

    /// <returns>As <see cref="TimeProvider.GetTimestamp"/> counts.</returns>
    public long Due(long timeUs)
    {
        if (speed <= 0) return long.MinValue;
        if (_startUs is null)
        {
            _startUs = timeUs;
            _startTimestamp = time.GetTimestamp();
        }
        double seconds = (timeUs - _startUs.Value) / 1e6 / speed;
        return _startTimestamp + (long)(seconds * time.TimestampFrequency);
    }
}
