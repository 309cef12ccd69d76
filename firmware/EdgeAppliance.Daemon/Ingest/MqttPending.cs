using MQTTnet.Packets;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>A publish at QoS 1 that waits for its acknowledgement.</summary>
/// <param name="Stored">Done once the reading is on stable storage.</param>
/// <param name="Answer">What is sent instead of the plain acknowledgement, or null.</param>
internal readonly record struct MqttPending(ushort PacketId, IPublishSource Source, Task Stored, MqttPubAckPacket? Answer);
