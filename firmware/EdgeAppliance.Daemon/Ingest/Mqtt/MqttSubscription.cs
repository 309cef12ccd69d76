namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>One session's subscription; it does not change.</summary>
/// <param name="Filter">Without the group.</param>
/// <param name="Group">Of a shared subscription (MQTT 5 section 4.8.2); else null.</param>
internal sealed record MqttSubscription(MqttSession Session, MqttFilter Asked, string Filter, string? Group);
