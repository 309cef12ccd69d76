namespace EdgeAppliance.Drivers;

/// <summary>Lets a source's own thread sleep until a time of the monotonic clock, or until it is to end. Waiting allocates nothing.</summary>
internal sealed class WakeTimer : IDisposable
{
    private readonly TimeProvider _time;
    private readonly AutoResetEvent _wake = new(false);
    private readonly ITimer _timer;
    private volatile bool _stopped;

    public WakeTimer(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static wake => ((AutoResetEvent)wake!).Set(), _wake, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <param name="timestamp">As <see cref="TimeProvider.GetTimestamp"/> counts.</param>
    /// <returns>False where the source is to end.</returns>
    public bool WaitUntil(long timestamp)
    {
        double armedMs = 0;
        while (!_stopped)
        {
            long left = timestamp - _time.GetTimestamp();
            if (left <= 0) return true;
            // Timers count whole milliseconds; a day at most at once, since their range ends at 49.
            double ms = Math.Min(Math.Ceiling(left * 1000.0 / _time.TimestampFrequency), 86_400_000);
            if (ms == armedMs)
            {
                _wake.WaitOne();
                armedMs = 0;
                continue;
            }
            // Look again before sleeping: had the clock gone on before the timer was armed, it would wake too late.
            _timer.Change(TimeSpan.FromMilliseconds(ms), Timeout.InfiniteTimeSpan);
            armedMs = ms;
        }
        return false;
    }

    public void Stop()
    {
        _stopped = true;
        _wake.Set();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _wake.Dispose();
    }
}
