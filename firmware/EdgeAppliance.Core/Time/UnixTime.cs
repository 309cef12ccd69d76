namespace EdgeAppliance.Core.Time;

/// <summary>Times as readings carry them: microseconds since 1970-01-01T00:00Z.</summary>
public static class UnixTime
{
    public static long Us(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static long NowUs(this TimeProvider time) => Us(time.GetUtcNow());
}
