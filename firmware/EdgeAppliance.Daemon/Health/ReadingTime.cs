namespace EdgeAppliance.Daemon.Health;

/// <summary>The time that sources give their readings (<see cref="ClockEras"/>); timers and durations are the machine's.</summary>
internal sealed class ReadingTime(ClockEras eras, TimeProvider time) : TimeProvider
{
    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => eras.Now;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
}
