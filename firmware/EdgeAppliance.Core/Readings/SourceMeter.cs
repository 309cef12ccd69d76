using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Core.Readings;

/// <summary>Counts what a source does, for its status. Any thread counts; counting allocates nothing.</summary>
public sealed class SourceMeter(string name, string type, TimeProvider time)
{
    private const int RateSeconds = 10;

    private readonly Lock _lock = new();
    private long _refused;
    private long _repeated;
    private long _skipped;
    private long _notStored;

    // Guarded by _lock. The slot of a second counts that second's readings; the one that is running is not part of the rate.
    private readonly long[] _inSecond = new long[RateSeconds + 1];
    private readonly long _startedSecond = SecondOf(time);
    private long _second = SecondOf(time);
    private long _readings;
    private long _lastTimeUs = long.MinValue;
    private volatile SourceState _state;

    public SourceState State
    {
        get => _state;
        set => _state = value;
    }

    public long Skipped => Interlocked.Read(ref _skipped);

    /// <param name="lastTimeUs">The newest reading's time, microseconds since 1970.</param>
    public void CountReadings(int count, long lastTimeUs)
    {
        lock (_lock)
        {
            Advance_NeedsLock();
            _inSecond[_second % _inSecond.Length] += count;
            _readings += count;
            _lastTimeUs = lastTimeUs;
        }
    }

    public void CountRefused(long count = 1) => Interlocked.Add(ref _refused, count);

    public void CountRepeated(long count = 1) => Interlocked.Add(ref _repeated, count);

    public void CountSkipped(long count = 1) => Interlocked.Add(ref _skipped, count);

    public void CountNotStored(long count = 1) => Interlocked.Add(ref _notStored, count);

    public SourceStatus Status(IReadOnlyList<HealthCondition> conditions)
    {
        lock (_lock)
        {
            Advance_NeedsLock();
            return new SourceStatus(name, type, State)
            {
                Readings = _readings,
                Refused = Interlocked.Read(ref _refused),
                Repeated = Interlocked.Read(ref _repeated),
                Skipped = Skipped,
                NotStored = Interlocked.Read(ref _notStored),
                LastReading = _lastTimeUs == long.MinValue ? null : DateTimeOffset.UnixEpoch.AddMicroseconds(_lastTimeUs),
                ReadingsPerSecond = Rate_NeedsLock(),
                Conditions = conditions,
            };
        }
    }

    private static long SecondOf(TimeProvider time) => time.GetTimestamp() / time.TimestampFrequency;

    private void Advance_NeedsLock()
    {
        long now = SecondOf(time);
        if (now - _second > _inSecond.Length) _second = now - _inSecond.Length;
        while (_second < now) _inSecond[++_second % _inSecond.Length] = 0;
    }

    private double Rate_NeedsLock()
    {
        long whole = Math.Min(RateSeconds, _second - _startedSecond);
        if (whole == 0) return 0;
        long sum = 0;
        for (int back = 1; back <= whole; back++) sum += _inSecond[(_second - back) % _inSecond.Length];
        return (double)sum / whole;
    }
}
