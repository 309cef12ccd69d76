namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>What is done once several things are, mostly one and the same: those that share a sync share their task.</summary>
internal static class MqttTasks
{
    public static Task Both(Task one, Task other) =>
        one.IsCompletedSuccessfully || ReferenceEquals(one, other) ? other : other.IsCompletedSuccessfully ? one : Task.WhenAll(one, other);
}
