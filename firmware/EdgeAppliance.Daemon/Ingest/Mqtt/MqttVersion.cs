namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>As CONNECT numbers them.</summary>
internal enum MqttVersion : byte
{
    V310 = 3,
    V311 = 4,
    V500 = 5,
}
