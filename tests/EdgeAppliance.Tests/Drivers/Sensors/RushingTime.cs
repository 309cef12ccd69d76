namespace EdgeAppliance.Tests.Drivers.Sensors;

/// <summary>Each look at the clock is a while behind the last, so that all that is waited for is due without anyone sleeping.</summary>
internal sealed class RushingTime(int stepMs = 30) : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => Interlocked.Add(ref _now, stepMs);
}
