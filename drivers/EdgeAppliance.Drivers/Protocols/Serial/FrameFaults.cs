using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>Says which frames were of no use. Counted by the source's thread, read by any.</summary>
internal sealed class FrameFaults(string subject, FrameReader frames, TimeProvider time)
{
    private static readonly TimeSpan s_shown = TimeSpan.FromMinutes(1);

    private long _unreadable;
    private long _lastCount;
    private long _lastAt = long.MinValue;

    private long Count => frames.TooLong + frames.BadChecksums + Interlocked.Read(ref _unreadable);

    public void CountUnreadable() => Interlocked.Increment(ref _unreadable);

    /// <summary>Called now and then by the source's thread.</summary>
    /// <returns>Frames of no use since the last call.</returns>
    public long Notice()
    {
        long count = Count, more = count - _lastCount;
        if (more > 0) Volatile.Write(ref _lastAt, time.GetTimestamp());
        _lastCount = count;
        return more;
    }

    public void AddConditions(List<HealthCondition> conditions)
    {
        long lastAt = Volatile.Read(ref _lastAt);
        if (lastAt == long.MinValue || time.GetElapsedTime(lastAt) > s_shown) return;
        conditions.Add(new HealthCondition("serial.frames-refused", HealthSeverity.Warning, subject,
            $"{Count} frames were of no use since the start: {frames.TooLong} too long, {frames.BadChecksums} with a wrong checksum, {Interlocked.Read(ref _unreadable)} not as configured; {frames.SkippedBytes} bytes passed over.",
            "Compare what comes with the configuration: rate and parity first, then frame and content."));
    }
}
