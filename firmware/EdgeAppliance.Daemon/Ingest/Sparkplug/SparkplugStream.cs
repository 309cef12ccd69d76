using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>What one topic leads to: a kind of message of one node or device.</summary>
internal sealed class SparkplugStream(SparkplugNode node, SparkplugUnit unit, SparkplugMessageType type) : DeviceStream(unit.Stream.Source, unit.Stream.Device)
{
    public SparkplugNode Node => node;

    public SparkplugUnit Unit => unit;

    public SparkplugMessageType Type => type;
}
