namespace EdgeAppliance.Daemon.Health;

/// <summary>A boot in which readings were taken before the clock was known to be right.</summary>
/// <param name="Number">The place of its times on the readings' time line.</param>
/// <param name="OffsetUs">What to add to its monotonic clock, in microseconds, to get the time since 1970.</param>
/// <param name="IsRight">Whether the offset is known to be right; until then it is what the clock said.</param>
internal sealed record ClockEra(int Number, string BootId, long OffsetUs, bool IsRight);
