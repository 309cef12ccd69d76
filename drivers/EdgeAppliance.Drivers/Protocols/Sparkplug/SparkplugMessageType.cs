namespace EdgeAppliance.Drivers.Protocols.Sparkplug;

/// <summary>What a topic says that its payload is (Sparkplug 3.0 section 4.2). The first letter tells a node's from a device's.</summary>
internal enum SparkplugMessageType
{
    NodeBirth,
    NodeDeath,
    NodeData,
    NodeCommand,
    DeviceBirth,
    DeviceDeath,
    DeviceData,
    DeviceCommand,
}
