namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>The clock that is never set, in ms.</summary>
internal static class MqttClock
{
    public static long NowMs(this TimeProvider time) => (long)time.GetElapsedTime(0, time.GetTimestamp()).TotalMilliseconds;
}
