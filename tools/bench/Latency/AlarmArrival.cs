namespace EdgeAppliance.Bench.Latency;

/// <param name="Sequence">Of the reading that raised or cleared the alarm.</param>
/// <param name="At">Timestamp of the clock that the bench runs by.</param>
internal readonly record struct AlarmArrival(long Sequence, long At);
