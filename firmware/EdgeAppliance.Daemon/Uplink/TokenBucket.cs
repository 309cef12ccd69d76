namespace EdgeAppliance.Daemon.Uplink;

/// <summary>Lets a number of records a second through, with up to one second's worth at once. A message may take more than is
/// left; what follows then waits for longer.</summary>
internal sealed class TokenBucket
{
    private readonly double _perSecond;
    private readonly TimeProvider _time;
    private double _left;
    private long _filledAt;

    /// <param name="perSecond">0 lets everything through.</param>
    public TokenBucket(double perSecond, TimeProvider time)
    {
        _perSecond = perSecond;
        _time = time;
        _left = perSecond;
        _filledAt = time.GetTimestamp();
    }

    public void Take(int count) => _left -= count;

    /// <returns>Zero where a record may go now.</returns>
    public TimeSpan Wait()
    {
        if (_perSecond <= 0) return TimeSpan.Zero;
        long now = _time.GetTimestamp();
        _left = Math.Min(Math.Max(_perSecond, 1), _left + _time.GetElapsedTime(_filledAt, now).TotalSeconds * _perSecond);
        _filledAt = now;
        // A timer fires in whole milliseconds: less than one would wake too early, again and again.
        return _left > 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(1 + Math.Ceiling(-_left / _perSecond * 1000));
    }
}
