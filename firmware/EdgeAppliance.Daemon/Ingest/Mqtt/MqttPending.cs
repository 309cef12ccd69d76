namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>A packet that waits for its answer.</summary>
/// <param name="First">PUBACK or PUBREC of a publish; 0 of any other, which has its answer.</param>
/// <param name="Done">Once all that is to become of it is on stable storage.</param>
/// <param name="Source">Whose reading it is; null where it is none's.</param>
/// <param name="Answer">What is sent instead of the plain acknowledgement, or null.</param>
internal readonly record struct MqttPending(byte First, ushort PacketId, Task Done, IPublishSource? Source, byte[]? Answer)
{
    public bool IsPublish => First != 0;
}
