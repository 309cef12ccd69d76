namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>A session as the store had it.</summary>
/// <param name="Device">The device's id; empty where everybody was taken.</param>
internal sealed record MqttStoredSession(long Number, string Client, string Device, uint ExpirySeconds, IReadOnlyList<MqttFilter> Filters, ushort LastReservedId);
