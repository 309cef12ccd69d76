namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>What stands at the start of the receive buffer.</summary>
internal enum MqttFrameStatus
{
    Whole,
    Incomplete,
    TooLarge,
    Malformed,
}
