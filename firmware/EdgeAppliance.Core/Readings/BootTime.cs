namespace EdgeAppliance.Core.Readings;

/// <summary>How a reading's time is written while the clock is not known to be right: long before 1970, as
/// <c>0001-01-01 + boot × 2^46 µs + monotonic</c>. Such a time never jumps and gets its real time later.</summary>
public static class BootTime
{
    /// <summary>Numbers of boots are used again after so many.</summary>
    public const int BootsMax = 512;

    /// <summary>814 days, more than a boot goes without a clock.</summary>
    public const long BootUs = 1L << 46;

    public const long FirstUs = -62_135_596_800_000_000;

    public static bool IsOne(long timeUs) => timeUs >= FirstUs && timeUs - FirstUs < BootsMax * BootUs;

    /// <summary>Microseconds of the monotonic clock in a time that <see cref="IsOne"/>.</summary>
    public static long MonotonicUs(long timeUs) => (timeUs - FirstUs) % BootUs;

    /// <summary>The boot's number in a time that <see cref="IsOne"/>.</summary>
    public static int Boot(long timeUs) => (int)((timeUs - FirstUs) / BootUs);
}
